/**
 * `afterword/babel`: the Babel plugin, for Babel 7.20 and newer and Babel 8.
 *
 *     // babel.config.js
 *     export default { presets: ['@babel/preset-typescript'], plugins: ['afterword/babel'] }
 */

import type * as Types from '@babel/types'
import { analyze, isEmpty, type Node, type Plan, type PlannedDiagnostic } from './analyze/index.ts'
import { reverseFrom } from './analyze/nodes.ts'
import { applyToBabel } from './apply/babel.ts'
import { locateOwn, runsInPlace } from './babel-own.ts'
import {
  reportDiagnostic,
  stopOnDurable,
  stopsBuild,
  toDiagnostic,
  UserError,
} from './diagnostics/diagnostic.ts'
import { isCompiled, nameOf } from './files.ts'
import { lineFinder } from './lines.ts'
import { findPlaces, mapOf } from './maps.ts'
import { isInModulePackage } from './module-type.ts'
import { type Options, resolveOptions } from './options.ts'

export type { Options } from './options.ts'

interface BabelApi {
  assertVersion(range: string): void
  caller<T>(ask: (caller: { name?: string; readsAfterword?: boolean } | undefined) => T): T
  /** `@babel/types`, of the Babel that calls. */
  types: object
}

interface BabelFile {
  code: string
  ast: { comments?: { value: string; start: number; end: number }[] | null }
  opts: {
    filename?: string | null
    root?: string
    cwd?: string
    plugins?: { key?: string }[]
    /** Of the tool before. Where it is a question only, the text names the map. */
    inputSourceMap?: object | boolean | null
  }
  metadata: object
  /** The program's. */
  path: { node: Node; scope: { crawl(): void } }
}

/** What is left on `result.metadata.afterword` for tools that run Babel themselves. */
export interface AfterwordMetadata {
  plan: Plan
  diagnostics: PlannedDiagnostic[]
}

/**
 * @param api Babel's plugin API
 * @param options see {@link Options}
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) when an option is unknown or of the wrong kind; and while a file is compiled StoppedBuild, for a durable
 * task that cannot be stored, unless the caller of Babel says that it reads `metadata.afterword`: `caller: { name, readsAfterword: true }`
 */
export default function afterwordBabel(api: BabelApi, options: Options = {}): object {
  api.assertVersion('^7.20.0 || ^8.0.0')
  const types = api.types as typeof Types
  const resolved = resolveOptions(options)
  const isRead = api.caller((caller) => caller?.readsAfterword === true)
  const inPlace = api.caller((caller) => runsInPlace(caller?.name))
  return {
    name: 'afterword',
    // Before the traversal begins, whatever the order of the plugins: what lowers async functions, or counts statements, in the same pass would
    // otherwise see the program first if it is listed first.
    pre(file: BabelFile): void {
      const root = file.opts.root ?? file.opts.cwd ?? process.cwd()
      const filename = file.opts.filename ?? null
      const name = filename ? nameOf(filename, root) : 'unknown'
      if (!isCompiled(filename ?? name, name, file.code, resolved)) return
      const program = file.path.node
      const lowers = (key: string): boolean => (file.opts.plugins ?? []).some((each) => each.key === key)
      const numbered = prepare(program, types)
      const { inputSourceMap } = file.opts
      const handed = filename && typeof inputSourceMap === 'object' ? mapOf(inputSourceMap, filename) : null
      const placeOf =
        (filename && findPlaces(file.code, filename, (each) => nameOf(each, root), handed)) || undefined
      const plan = analyze(program, {
        code: file.code,
        comments: file.ast.comments ?? [],
        file: name,
        lineOf: lineFinder(file.code),
        placeOf,
        inModulePackage: () => filename !== null && isInModulePackage(filename),
        sources: resolved.sources,
        entries: resolved.entries,
        host: resolved.host,
        sites: resolved.sites,
        droppedPromises: resolved.droppedPromises,
        lowersParameters: lowers('transform-parameters'),
        lowersObjectRest: lowers('transform-object-rest-spread'),
      })
      for (const node of numbered) node.start = node.end = undefined as unknown as number
      Object.assign(file.metadata, {
        afterword: { plan, diagnostics: plan.diagnostics } satisfies AfterwordMetadata,
      })
      const context = { file: name, code: file.code }
      for (const diagnostic of plan.diagnostics)
        if (isRead || !stopsBuild(diagnostic)) reportDiagnostic(diagnostic, context)
      if (!isRead) stopOnDurable(plan.diagnostics.map((each) => toDiagnostic(each, context)))
      if (isEmpty(plan)) return
      applyToBabel(plan, program, types, resolved.debug ? name : null, placeOf)
      if (inPlace && filename && resolved.host === null) locateOwn(program, filename)
      try {
        file.path.scope.crawl()
      } catch (error) {
        // Babel's own traversal calls itself for every node in a node.
        if (!(error instanceof RangeError)) throw error
        throw new UserError('too-deep.babel', { file: name })
      }
    },
    visitor: {},
  }
}

/**
 * What earlier plugins leave behind: nodes without a place in the source get one of their own while they are analysed, outside the text; a
 * node that stands in two places becomes two, for each is edited by itself.
 */
function prepare(program: Node, t: typeof Types): Node[] {
  const numbered: Node[] = []
  const seen = new Set<Node>()
  const waiting: Node[] = []
  const own = (node: Node): Node => {
    const its = seen.has(node) ? (t.cloneNode(node as never, true) as unknown as Node) : node
    seen.add(its)
    waiting.push(its)
    return its
  }
  own(program)
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const first = waiting.length
    if (typeof node.start !== 'number') {
      numbered.push(node)
      node.start = node.end = -numbered.length
    }
    for (const key in node) {
      if (key === 'loc' || key === 'extra' || key.endsWith('omments')) continue
      const value = node[key]
      if (Array.isArray(value)) {
        for (const [index, each] of value.entries())
          if (each && typeof each.type === 'string') value[index] = own(each)
      } else if (value && typeof value.type === 'string') node[key] = own(value)
    }
    // The last one is the next.
    reverseFrom(first, waiting)
  }
  return numbered
}
