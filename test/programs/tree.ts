/** A program as a tree of text. Where its two forms differ, a node holds both; everything else is written once. */
export type Part = string | Both | Seq | Statement | Hole | Block

export type Form = 'written' | 'threaded'

export interface Both {
  type: 'both'
  written: Part
  threaded: Part
}
export interface Seq {
  type: 'seq'
  parts: readonly Part[]
}
/** A statement: the shrinker may drop it, or put the statements of its blocks in its place. */
export interface Statement {
  type: 'statement'
  parts: readonly Part[]
}
/** An expression: the shrinker may put `simple` in its place. */
export interface Hole {
  type: 'hole'
  parts: readonly Part[]
  simple: string
}
export interface Block {
  type: 'block'
  items: readonly Part[]
  /** A function's body: its statements know a scope of their own and cannot be moved out. */
  body: boolean
}

const zip = (strings: TemplateStringsArray, parts: readonly Part[]): Part[] =>
  strings.flatMap((text, index) => (index < parts.length ? [text, parts[index] as Part] : [text]))

export const t = (strings: TemplateStringsArray, ...parts: Part[]): Seq => ({
  type: 'seq',
  parts: zip(strings, parts),
})
export const statement = (strings: TemplateStringsArray, ...parts: Part[]): Statement => ({
  type: 'statement',
  parts: zip(strings, parts),
})
export const hole = (strings: TemplateStringsArray, ...parts: Part[]): Hole => ({
  type: 'hole',
  parts: zip(strings, parts),
  simple: '0',
})
export const both = (written: Part, threaded: Part): Both => ({ type: 'both', written, threaded })
/** Text of the hand-threaded form only. */
export const threaded = (text: Part): Both => both('', text)
export const block = (items: readonly Part[], body = false): Block => ({ type: 'block', items, body })
export const join = (parts: readonly Part[], separator = ', '): Seq => ({
  type: 'seq',
  parts: parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])),
})
