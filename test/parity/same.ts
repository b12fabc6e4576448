// One file through both engines: do they come to one program from one plan, and does the text engine leave alone what it does not edit?
import { createRequire } from 'node:module'
import path from 'node:path'
import { parseSync as parseBabel, transformSync } from '@babel/core'
import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import { NODE, type Node, type Plan, type Span } from '../../transform/analyze/index.ts'
import plugin, { type AfterwordMetadata } from '../../transform/babel.ts'
import { compile } from '../../transform/compile.ts'
import { lineFinder } from '../../transform/lines.ts'
import { type ResolvedOptions, resolveOptions } from '../../transform/options.ts'
import { languageOf, parse, type SourceType } from '../../transform/parse.ts'

export const ROOT: string = path.join(import.meta.dirname, '../..')
export const OPTIONS: ResolvedOptions = { ...resolveOptions({}), debug: false }

/** What is wrong, in a sentence; null if nothing is. Undefined: one of the parsers does not take the file. */
export function findDifference(code: string, file: string): string | null | undefined {
  const language = languageOf(file)
  if (!language) return undefined
  const sourceType: SourceType = isModule(code, file) ? 'module' : 'script'
  let written: string
  let babel: { code: string; plan: Plan } | null
  try {
    parse(code, file, language, sourceType)
    written = print(code, file, sourceType)
    babel = throughBabel(code, file, sourceType)
  } catch {
    return undefined
  }
  if (!babel) return undefined
  const { plan, text } = compile({ code, name: file, language, sourceType }, OPTIONS)
  const [ours, theirs] = [JSON.stringify(plan, null, 1), JSON.stringify(babel.plan, null, 1)]
  if (ours !== theirs) return `the plans differ: ${firstDifference(ours, theirs)}`
  const compiled = text?.toString() ?? code
  try {
    parse(compiled, file, language, sourceType)
  } catch (error) {
    return `what comes out does not parse: ${(error as Error).message}`
  }
  const printed = print(compiled, file, sourceType)
  if (printed !== print(babel.code, file, sourceType))
    return `the programs differ: ${firstDifference(printed, print(babel.code, file, sourceType))}`
  if (text === null) return printed === written ? null : 'nothing is edited, and yet it differs'
  const map = text.map(file)
  const lines = decodedMappings(new TraceMap(map.toString()))
  return findTouched(code, compiled, lines, replacedSpans(plan), plan.jobs.length > 0)
}

/** Import or export, as Babel sees it; a script otherwise, which may return at its top. */
export function isModule(code: string, file: string): boolean {
  if (/\.(?:[cm]ts|mjs)$/.test(file)) return !file.endsWith('.cts')
  try {
    const { program } = parseBabel(code, { ...reading(file, 'unambiguous') }) as unknown as { program: Node }
    return program.sourceType === 'module'
  } catch {
    return true
  }
}

function reading(file: string, sourceType: SourceType) {
  const plugins: unknown[] = [
    'explicitResourceManagement',
    'decoratorAutoAccessors',
    ['decorators', { version: '2023-11' }],
  ]
  if (/\.[cm]?tsx?$/.test(file)) plugins.push('typescript')
  if (!/\.[cm]?ts$/.test(file)) plugins.push('jsx')
  return {
    filename: path.join(ROOT, file),
    cwd: ROOT,
    root: ROOT,
    configFile: false,
    babelrc: false,
    compact: false,
    shouldPrintComment: () => false,
    sourceType,
    parserOpts: { plugins: plugins as never[], allowReturnOutsideFunction: true },
  } as const
}

function throughBabel(
  code: string,
  file: string,
  sourceType: SourceType,
): { code: string; plan: Plan } | null {
  const { warn } = console
  console.warn = () => {}
  try {
    const result = transformSync(code, {
      ...reading(file, sourceType),
      plugins: [[plugin, { debug: false, include: 'node_modules/' }]],
    })
    const metadata = (result?.metadata as { afterword?: AfterwordMetadata } | undefined)?.afterword
    return metadata ? { code: result?.code ?? '', plan: metadata.plan } : null
  } finally {
    console.warn = warn
  }
}

const typescript = createRequire(import.meta.url).resolve('@babel/preset-typescript')

const plainLiterals = () => ({
  visitor: {
    StringLiteral: ({ node }: { node: { extra?: unknown } }) => {
      delete node.extra
    },
    NumericLiteral: ({ node }: { node: { extra?: unknown } }) => {
      delete node.extra
    },
    DirectiveLiteral: ({ node }: { node: { extra?: unknown } }) => {
      delete node.extra
    },
  },
})

/** Twice: where comments were, Babel leaves parentheses and empty lines the first time. */
function print(code: string, file: string, sourceType: SourceType): string {
  return printOnce(printOnce(code, file, sourceType), file, sourceType)
}

function printOnce(code: string, file: string, sourceType: SourceType): string {
  const presets = /\.[cm]?tsx?$/.test(file) ? [[typescript, { onlyRemoveTypeImports: true }]] : []
  return (
    transformSync(code, {
      ...reading(file, sourceType),
      plugins: [plainLiterals],
      presets: presets as never[],
    })?.code ?? ''
  )
}

function firstDifference(a: string, b: string): string {
  const [ours, theirs] = [a.split('\n'), b.split('\n')]
  const at = ours.findIndex((line, index) => line !== theirs[index])
  return `line ${at + 1}\n  text  ${ours.slice(at, at + 3).join('\n        ')}\n  babel ${theirs.slice(at, at + 3).join('\n        ')}`
}

/** Pieces of the source in whose place something else may stand. All else must be in the output as it is, on its line. */
function replacedSpans(plan: Plan): Span[] {
  const spans: Span[] = []
  const called = [...plan.sites, ...plan.functions.flatMap((fn) => fn.told)]
  for (const { [NODE]: call } of called) spans.push([call.start, call.arguments[0]?.start ?? call.end])
  for (const { [NODE]: call, kind } of plan.references)
    if (kind === 'promise')
      spans.push([call.start, call.callee.start], [call.callee.object.end, call.arguments[0].start])
  for (const { at } of plan.retargets) spans.push(at)
  for (const fn of plan.functions) {
    const rest = (fn[NODE].params as Node[]).at(-1)
    if (fn.capture?.when === 'call' && rest?.type === 'RestElement') spans.push([rest.start, rest.end])
    // What moves into a pattern has no type there.
    if (fn.capture?.hidden !== undefined)
      for (const parameter of fn[NODE].params as Node[]) {
        const named: Node = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
        const type = named.typeAnnotation as Node | null | undefined
        if (type)
          spans.push([named.optional ? named.start + (named.name as string).length : type.start, type.end])
      }
    for (const { at } of fn.redeclared) spans.push(at)
    for (const { [NODE]: using } of fn.usings) {
      let from = using.start
      for (const each of using.declarations as Node[]) {
        spans.push([from, each.start])
        from = each.end
      }
    }
    for (const { [NODE]: loop } of [...fn.loops, ...fn.forOfs]) spans.push([loop.start, loop.right.start])
    for (const { [NODE]: handler, bindInside } of fn.handlers)
      if (bindInside) spans.push([handler.param.start, handler.body.start])
  }
  return spans.sort((a, b) => a[0] - b[0])
}

type Segments = ReturnType<typeof decodedMappings>

/** By the source map: every piece of the source is found where the map says, on the line on which it was. */
function findTouched(
  code: string,
  compiled: string,
  mappings: Segments,
  replaced: readonly Span[],
  hasJobs: boolean,
): string | null {
  const [before, after] = [code.split('\n'), compiled.split('\n')]
  // Jobs stand behind all else.
  if (hasJobs ? before.length > after.length : before.length !== after.length)
    return `it had ${before.length} lines, it has ${after.length}`
  const starts = [0]
  for (const line of before) starts.push((starts.at(-1) as number) + line.length + 1)
  const lineOf = lineFinder(code)
  const pieces: { from: number; given: string; line: number; column: number }[] = []
  mappings.forEach((segments, line) => {
    segments.forEach((segment, index) => {
      if (segment.length === 1) return
      const given = (after[line] as string).slice(segment[0], segments[index + 1]?.[0])
      pieces.push({ from: (starts[segment[2]] as number) + segment[3], given, line, column: segment[3] })
    })
  })
  pieces.sort((a, b) => a.from - b.from)
  for (const [index, { from, given, line }] of pieces.entries()) {
    const ofLine = lineOf(from) - 1
    const to = Math.min(pieces[index + 1]?.from ?? code.length, (starts[ofLine + 1] as number) - 1)
    const piece = code.slice(from, to)
    if (given.startsWith(piece) && line === ofLine) continue
    let at = 0
    for (const kept of outside([from, to], replaced)) {
      const found = given.indexOf(code.slice(...kept), at)
      if (found === -1)
        return `line ${ofLine + 1}: ${JSON.stringify(piece)} became ${JSON.stringify(given)} on line ${line + 1}`
      at = found + kept[1] - kept[0]
    }
  }
  return null
}

/** What is left of a span once others, in order, are taken out of it. */
function outside([from, to]: Span, taken: readonly Span[]): Span[] {
  const left: Span[] = []
  let at = from
  for (const [start, end] of taken) {
    if (start >= to) break
    if (start > at) left.push([at, start])
    at = Math.max(at, end)
  }
  if (at < to) left.push([at, to])
  return left
}
