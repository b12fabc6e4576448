/**
 * What a `tsconfig.json` says, as far as it can be read: one that extends what is not installed here still has paths of its own. The
 * resolver reads all of it or nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { keyName, type Node, stringValue, unwrap } from '../analyze/nodes.ts'
import { parse } from '../parse.ts'

export interface Config {
  /** Patterns, and where they lead: absolute. */
  paths: [pattern: string, targets: string[]][]
  /** Folders that the compiler writes, absolute. */
  written: string[]
}

const NAMES = ['tsconfig.json', 'jsconfig.json']

/** Of the nearest file above a folder; null where there is none. */
export function createConfigs(): (folder: string) => Config | null {
  const known = new Map<string, Config | null>()
  const find = (folder: string): Config | null => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const parent = path.dirname(folder)
    const file = NAMES.map((each) => path.join(folder, each)).find((each) => existsSync(each))
    const found = file ? readConfig(file) : parent === folder ? null : find(parent)
    known.set(folder, found)
    return found
  }
  return find
}

/** What a request may mean by the paths of its file, best first. */
export function matchPaths(request: string, { paths }: Config): string[] {
  for (const [pattern, targets] of paths) {
    const [before = '', after] = pattern.split('*')
    if (after === undefined && request !== pattern) continue
    if (after !== undefined && !(request.startsWith(before) && request.endsWith(after))) continue
    const rest = after === undefined ? '' : request.slice(before.length, request.length - after.length)
    return targets.map((each) => each.replace('*', rest))
  }
  return []
}

export function readConfig(file: string, seen: readonly string[] = []): Config {
  const config: Config = { paths: [], written: [] }
  const root = seen.includes(file) ? null : readObject(file)
  if (!root) return config
  const folder = path.dirname(file)
  const add = (other: Config): void => {
    for (const each of other.paths)
      if (!config.paths.some(([pattern]) => pattern === each[0])) config.paths.push(each)
    config.written.push(...other.written)
  }
  const options = memberOf(root, 'compilerOptions')
  const base = path.resolve(folder, textOf(options, 'baseUrl') ?? '.')
  for (const name of ['outDir', 'declarationDir']) {
    const written = textOf(options, name)
    if (written !== null) config.written.push(path.resolve(folder, written))
  }
  for (const [pattern, targets] of membersOf(memberOf(options, 'paths')))
    config.paths.push([pattern, textsOf(targets).map((each) => path.resolve(base, each))])
  // The longest one that fits is meant.
  config.paths.sort(([a], [b]) => lengthOf(b) - lengthOf(a))
  for (const each of textsOf(memberOf(root, 'extends')))
    for (const name of [each, `${each}.json`]) {
      const other = path.resolve(folder, name)
      if (each.startsWith('.') && name.endsWith('.json') && existsSync(other)) {
        add(readConfig(other, [...seen, file]))
        break
      }
    }
  for (const each of elementsOf(memberOf(root, 'references'))) {
    const named = textOf(each, 'path')
    const other = named === null ? null : path.resolve(folder, named)
    // Of what lies elsewhere the options are none of this folder.
    if (other?.endsWith('.json') && path.dirname(other) === folder && existsSync(other))
      add(readConfig(other, [...seen, file]))
  }
  return config
}

/** JSON with comments and trailing commas is an expression. */
function readObject(file: string): Node | null {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    const [statement] = parse(`(${text}\n)`, file, 'jsx', 'script').program.body as Node[]
    const value = statement?.expression ? unwrap(statement.expression) : null
    return value?.type === 'ObjectExpression' ? value : null
  } catch {
    return null
  }
}

const membersOf = (object: Node | null): [string, Node][] =>
  object?.type === 'ObjectExpression'
    ? (object.properties as Node[]).flatMap((each) => {
        const key = each.type === 'Property' ? keyName(each.key) : null
        return key === null ? [] : [[key, each.value as Node] as [string, Node]]
      })
    : []

const memberOf = (object: Node | null, key: string): Node | null =>
  membersOf(object).find(([name]) => name === key)?.[1] ?? null

const textOf = (object: Node | null, key: string): string | null => stringValue(memberOf(object, key))

const elementsOf = (array: Node | null): Node[] =>
  array?.type === 'ArrayExpression' ? (array.elements as (Node | null)[]).filter((each) => each !== null) : []

/** A text, or a list of them. */
const textsOf = (value: Node | null): string[] =>
  [value, ...elementsOf(value)].flatMap((each) => stringValue(each) ?? [])

const lengthOf = (pattern: string): number => pattern.replace(/\*.*/, '').length
