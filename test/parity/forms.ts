// The same program, written differently: without a blank too many, with comments between any two tokens, with parentheses around expressions.
import { parseSync, traverse } from '@babel/core'
import { transformSync as esbuild, type Loader } from 'esbuild'

interface Place {
  key: string | number | null
  listKey?: string | null
  node: { type: string; name?: string; start: number; end: number }
  parent: { type: string; computed?: boolean; shorthand?: boolean }
  parentPath: Place | null
}

export type Form = (code: string, file: string, random: () => number) => string | null

/** The same numbers every time. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

const minified: Form = (code, file) => {
  const loader = /\.(?:[cm])?([jt]sx?)$/.exec(file)?.[1] as Loader
  try {
    // Types would go, and JSX be lowered: neither is what is asked here.
    if (/x$/.test(loader)) return null
    return esbuild(code, { loader, minifyWhitespace: true, target: 'esnext' }).code
  } catch {
    return null
  }
}

const COMMENTS = ['/* ) => , */', '/*(*/', '/* ; { */', ' ', '\t', '/*then*/', '/* . */']

const commented: Form = (code, file, random) => {
  const tokens = read(code, file)?.tokens?.filter(({ type }) => typeof type === 'object')
  if (!tokens) return null
  let [text, at] = ['', 0]
  tokens.forEach((token, index) => {
    const labels = [tokens[index - 1]?.type.label ?? '', token.type.label]
    text += code.slice(at, token.start)
    // Between the pieces of a template or of JSX, blanks and comments are text.
    const apart =
      index > 0 && labels[0] !== '#' && !labels.some((each) => /template|jsx|`|\$\{|eof/.test(each))
    if (apart && random() < 0.35) text += COMMENTS[Math.floor(random() * COMMENTS.length)]
    text += code.slice(token.start, token.end)
    at = token.end
  })
  return text + code.slice(at)
}

const parenthesised: Form = (code, file, random) => {
  const tree = read(code, file)
  if (!tree) return null
  const marks: { at: number; mark: string }[] = []
  traverse(tree as never, {
    Expression(path: unknown) {
      const place = path as Place
      if (!takesParentheses(place) || random() > 0.3) return
      marks.push({ at: place.node.start, mark: '( ' }, { at: place.node.end, mark: ')' })
    },
  })
  let text = ''
  for (let at = 0; at <= code.length; at++) {
    const here = marks.filter((each) => each.at === at)
    for (const mark of [')', '( ']) text += mark.repeat(here.filter((each) => each.mark === mark).length)
    text += code[at] ?? ''
  }
  return text
}

const NAMES = /^(?:id|key|property|label|local|imported|exported|param|left|source|quasi|meta)$/

function takesParentheses(place: Place): boolean {
  const { key, listKey, node, parent } = place
  if (/^(?:JSX|Optional|Super|Import$)/.test(node.type)) return false
  if (/^(?:TS|JSX|Optional|Decorator|ExportSpecifier|RestElement)/.test(parent.type)) return false
  if (NAMES.test(String(key)) && !(/^(?:key|property)$/.test(String(key)) && parent.computed)) return false
  if (listKey === 'params' || parent.shorthand) return false
  if (key === 'callee' && /^(?:eval|require|Symbol|String|import)$/.test(node.name ?? '')) return false
  // A statement that begins with a parenthesis would go on with the one before it.
  if (parent.type === 'ExpressionStatement') return false
  for (let around: Place | null = place; around; around = around.parentPath)
    if (around.node.type.endsWith('Pattern') || around.listKey === 'params') return false
  return true
}

interface Tree {
  tokens?: { type: { label: string }; start: number; end: number }[]
}

function read(code: string, file: string): Tree | null {
  const plugins = ['explicitResourceManagement']
  if (/tsx?$/.test(file)) plugins.push('typescript')
  if (/x$/.test(file)) plugins.push('jsx')
  try {
    return parseSync(code, {
      configFile: false,
      babelrc: false,
      sourceType: 'unambiguous',
      parserOpts: { tokens: true, allowReturnOutsideFunction: true, plugins: plugins as never[] },
    }) as Tree | null
  } catch {
    return null
  }
}

export const forms: Record<string, Form> = { minified, commented, parenthesised }
