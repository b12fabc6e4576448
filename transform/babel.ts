/**
 * `afterword/babel`: the Babel plugin, for Babel 7.20 and newer and Babel 8.
 *
 *     // babel.config.js
 *     export default { presets: ['@babel/preset-typescript'], plugins: ['afterword/babel'] }
 */

import path from 'node:path'
import type * as Types from '@babel/types'
import { analyze, isEmpty, type Node, type Plan, type PlannedDiagnostic } from './analyze/index.ts'
import { applyToBabel } from './apply/babel.ts'
import { reportDiagnostic } from './diagnostics/diagnostic.ts'
import { isSelected, type Options, resolveOptions } from './options.ts'
import { isOwnCode } from './package.ts'

export type { Options } from './options.ts'

interface BabelApi {
  assertVersion(range: string): void
  types: typeof Types
}

interface BabelFile {
  code: string
  ast: { comments?: { value: string; start: number; end: number }[] | null }
  opts: { filename?: string | null; root?: string; cwd?: string; plugins?: { key?: string }[] }
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
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) when an option is unknown or of the wrong kind
 */
export default function afterwordBabel(api: BabelApi, options: Options = {}): object {
  api.assertVersion('^7.20.0 || ^8.0.0')
  const resolved = resolveOptions(options)
  return {
    name: 'afterword',
    // Before the traversal begins, whatever the order of the plugins: what lowers async functions, or counts statements, in the same pass would
    // otherwise see the program first if it is listed first.
    pre(file: BabelFile): void {
      const root = file.opts.root ?? file.opts.cwd ?? process.cwd()
      const filename = file.opts.filename ?? null
      if (filename && isOwnCode(filename)) return
      const name = filename ? nameOf(filename, root) : 'unknown'
      if (!isSelected(name.startsWith('../') ? (filename as string).replaceAll('\\', '/') : name, resolved))
        return
      const program = file.path.node
      const numbered = numberPlaceless(program)
      const plan = analyze(program, {
        code: file.code,
        comments: file.ast.comments ?? [],
        file: name,
        lineOf: lineFinder(file.code),
        sources: resolved.sources,
        entries: resolved.entries,
        sites: resolved.sites,
        lowersParameters: (file.opts.plugins ?? []).some((each) => each.key === 'transform-parameters'),
      })
      for (const node of numbered) node.start = node.end = undefined as unknown as number
      Object.assign(file.metadata, {
        afterword: { plan, diagnostics: plan.diagnostics } satisfies AfterwordMetadata,
      })
      for (const diagnostic of plan.diagnostics) reportDiagnostic(diagnostic, { file: name, code: file.code })
      if (isEmpty(plan)) return
      applyToBabel(plan, program, api.types, resolved.debug ? name : null)
      file.path.scope.crawl()
    },
    visitor: {},
  }
}

/** As places and messages call a file: relative to the root of the build, with slashes. */
const nameOf = (filename: string, root: string): string => path.relative(root, filename).replaceAll('\\', '/')

/** Nodes that an earlier plugin made have no place in the source; each gets one of its own while it is analysed, outside the text. */
function numberPlaceless(program: Node): Node[] {
  const numbered: Node[] = []
  const visit = (node: Node): void => {
    if (typeof node.start !== 'number') {
      numbered.push(node)
      node.start = node.end = -numbered.length
    }
    for (const key in node) {
      if (key === 'loc' || key === 'extra' || key.endsWith('omments')) continue
      const value = node[key]
      if (Array.isArray(value)) {
        for (const each of value) if (each && typeof each.type === 'string') visit(each)
      } else if (value && typeof value.type === 'string') visit(value)
    }
  }
  visit(program)
  return numbered
}

function lineFinder(code: string): (offset: number) => number {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
