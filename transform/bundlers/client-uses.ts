/** Who uses, in the chunks of a client, what only works on a server: the place in the source, and how it got there. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findBindings } from '../analyze/bindings.ts'
import { findImports } from '../analyze/imports.ts'
import { isPlainCall, type Node, stringValue, walk } from '../analyze/nodes.ts'
import { nameOf } from '../files.ts'
import { lineFinder } from '../lines.ts'
import { languageOf, parse, splitId } from '../parse.ts'
import { isStandIn, namesOf, readStandIn, type StandIn, symbolOf } from './client-stand-in.ts'

/** What is asked of a chunk that a bundler has made. */
export interface Chunk {
  readonly fileName: string
  readonly moduleIds: readonly string[]
  readonly modules: Readonly<
    Record<string, { readonly code: string | null; readonly renderedExports: readonly string[] }>
  >
}

interface Module {
  readonly isEntry: boolean
  readonly importers: readonly string[]
  readonly dynamicImporters: readonly string[]
}

type GetModule = (id: string) => Module | null

export interface Use {
  /** `after` */
  name: string
  /** The chunk that it is in. */
  chunk: string
  /** The module that uses it. */
  user: string
  /** From the entry to the user, and on through whatever hands the name over. */
  chain: string[]
  /** As the last of the chain calls it: `afterword`. */
  source: string
}

/** Every use that is left in the chunks: none of what was dropped. */
export function findUses(chunks: readonly Chunk[], getModule: GetModule): Use[] {
  const rendered = new Map<string, { code: string; chunk: string }>()
  for (const { fileName, modules } of chunks)
    for (const [id, { code }] of Object.entries(modules))
      rendered.set(id, { code: code ?? '', chunk: fileName })

  return chunks.flatMap(({ fileName, moduleIds, modules }) =>
    moduleIds.filter(isStandIn).flatMap((id) => {
      const standIn = readStandIn(id)
      const left = new Set(modules[id]?.renderedExports)
      const names = namesOf(standIn).filter((name) => left.has(name))
      return names.flatMap((name) => {
        const symbol = symbolOf(name, standIn)
        const isUser = (module: string): boolean => rendered.get(module)?.code.includes(symbol) ?? false
        return findUsers(standIn, isUser, getModule).map((path): Use => {
          const [user = standIn.importer] = path
          const chain = [...findWay(user, getModule), ...path.slice(1)]
          return { name, chunk: rendered.get(user)?.chunk ?? fileName, user, chain, source: standIn.source }
        })
      })
    }),
  )
}

/** A barrel hands a name on without using it: then its importers are asked. Each way begins with the user and ends with the importer of the stand-in. */
function findUsers({ importer }: StandIn, isUser: (id: string) => boolean, getModule: GetModule): string[][] {
  const ways = walkUp(importer, getModule, isUser)
  // A namespace that is handed about as a value has no name of ours in it.
  return ways.length > 0 ? ways : [[importer]]
}

/** The shortest way to the module from an entry. */
const findWay = (module: string, getModule: GetModule): string[] =>
  walkUp(module, getModule, (id) => getModule(id)?.isEntry ?? false)[0] ?? [module]

/** Breadth first from a module to its importers, up to those that are meant; ways from there back to the module, the shortest first. */
function walkUp(module: string, getModule: GetModule, isMeant: (id: string) => boolean): string[][] {
  const found: string[][] = []
  const seen = new Set([module])
  const queue = [[module]]
  for (let way = queue.shift(); way; way = queue.shift()) {
    const [first = module] = way
    if (isMeant(first)) {
      found.push(way)
      continue
    }
    const info = getModule(first)
    for (const next of [...(info?.importers ?? []), ...(info?.dynamicImporters ?? [])]) {
      if (seen.has(next)) continue
      seen.add(next)
      queue.push([next, ...way])
    }
  }
  return found
}

/** Two lines for each use: what stands where, and the chain of imports. */
export function showUses(uses: readonly Use[], root: string, sources: readonly string[]): string {
  const lines = uses.map((use) => {
    const file = nameOfModule(use.user, root)
    const places = findLines(use, sources).map((line) => `${file}:${line}`)
    const way = [...use.chain.map((id) => nameOfModule(id, root)), use.source].join(' → ')
    return `${use.name}() at ${places.length > 0 ? places.join(', ') : file}, in ${use.chunk}\n  ${way}\n`
  })
  return `${lines.join('')}\n`
}

function nameOfModule(id: string, root: string): string {
  const { filename } = splitId(id.replace(/^\0/, ''))
  return id.startsWith('\0') || filename.startsWith('virtual:') ? filename : nameOf(filename, root)
}

/** Where the user calls it, or else where it first says its name, or imports the next of the chain. Empty for a module without a file. */
function findLines({ name, user, chain, source }: Use, sources: readonly string[]): number[] {
  let code: string
  try {
    code = readFileSync(splitId(user).filename, 'utf8')
  } catch {
    return []
  }
  const calls = findCalls(code, user, name, sources)
  if (calls.length > 0) return calls
  const next = path.parse(chain[chain.indexOf(user) + 1] ?? source)
  const words = [
    `(?<![\\w$])${name}(?![\\w$])`,
    `['"\`](?:[^'"\`]*/)?${next.name.replace(/[^\w-]/g, '.')}(?:\\.\\w+)?['"\`]`,
  ]
  const texts = code.split('\n')
  const lines = words.map(
    (word) => texts.findIndex((line) => !/^\s*(?:\/\/|\/?\*)/.test(line) && new RegExp(word).test(line)) + 1,
  )
  return lines.filter((line) => line > 0).slice(0, 1)
}

function findCalls(code: string, id: string, name: string, sources: readonly string[]): number[] {
  const { filename } = splitId(id)
  const lineOf = lineFinder(code)
  const lines = new Set<number>()
  try {
    const { program } = parse(code, filename, languageOf(id) ?? 'jsx', 'unambiguous')
    // It may come through a module in between.
    const requests = (program.body as Node[])
      .map((each) => stringValue(each.source))
      .filter((each) => each !== null)
    const imports = findImports(program, findBindings(program), { sources: [...sources, ...requests] })
    walk(program, (node) => {
      const api = isPlainCall(node) ? imports.apiOf(node.callee) : null
      if (api === name || api?.startsWith(`${name}.`)) lines.add(lineOf(node.start))
      return undefined
    })
  } catch {
    // Not JavaScript as it stands in the file: a component of Vue or Svelte.
  }
  return [...lines]
}
