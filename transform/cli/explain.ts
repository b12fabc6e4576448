/** `afterword explain FILE`: a file before and after, each insertion with its rule and the call that it is for. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { JobPlan, Plan, Span } from '../analyze/index.ts'
import { type Diagnostic, formatDiagnostic, toDiagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { frameOf } from '../diagnostics/frame.ts'
import { nameOf } from '../files.ts'
import { packageFile } from '../package.ts'
import { paint } from '../paint.ts'
import { hunksOf, type Row, showRows } from './columns.ts'
import { engines } from './engines.ts'
import { type ExplainedFunction, explainPlan } from './reasons.ts'

/**
 * @param file path of a source file
 * @returns the text to print
 * @throws UserError when the file cannot be read or parsed, or what the engine needs is missing
 */
export async function explain(
  file: string,
  { json, engine, whole }: { json: boolean; engine: string; whole: boolean },
): Promise<string> {
  const compile = engines[engine]
  if (!compile) {
    const problem = `There is no engine "${engine}": there are ${Object.keys(engines).join(' and ')}.`
    throw new UserError('bad-command', { problem })
  }
  if (!existsSync(file) || !statSync(file).isFile()) throw new UserError('no-file', { file })
  const code = readFileSync(file, 'utf8')
  const compiled = await compile(file, code)
  const { plan } = compiled
  const diagnostics = plan.diagnostics.map((each) =>
    toDiagnostic(each, { file: path.relative(process.cwd(), file), code }),
  )
  const functions = explainPlan(plan, code)
  if (json) return JSON.stringify({ file, code: compiled.code, plan, functions, diagnostics }, null, 2)
  return print({ file, code, compiled: compiled.code, plan, functions, diagnostics, whole })
}

interface Printed {
  file: string
  code: string
  compiled: string
  plan: Plan
  functions: ExplainedFunction[]
  diagnostics: Diagnostic[]
  whole: boolean
}

function print({ file, code, compiled, plan, functions, diagnostics, whole }: Printed): string {
  const { columns } = process.stdout
  const bold = (text: string): string => paint('bold', text)
  const dim = (text: string): string => paint('dim', text)
  const lineOf = (at: Span): number => frameOf(code, at).line
  const parts = [`${bold(file)}, as it is written, and compiled`, '']
  const rows = rowsOf(code, compiled, functions)
  parts.push(showRows(whole ? rows : hunksOf(rows), columns), '')
  if (plan.leftAlone)
    parts.push(`${bold('Left alone')} because ${plan.leftAlone.because} (${plan.leftAlone.rule})`)
  else if (compiled.trim() === '') parts.push(bold('Nothing remains of this file when it runs.'))
  else parts.push(bold('Why'))
  for (const fn of functions) {
    parts.push(
      `  ${bold(fn.name)} ${dim(`(${fn.kind}, line ${fn.line})`)}${fn.entry ? ` is an entry, ${fn.entry}` : ''}`,
    )
    if (fn.leftAlone) parts.push(`    left alone because ${fn.leftAlone}`)
    for (const each of fn.edits)
      parts.push(
        `    ${dim(`line ${each.line}`)} ${each.what}: ${each.because} ${paint('cyan', `(${each.rule})`)}${each.needs ? `\n      because of ${each.needs}` : ''}`,
      )
  }
  for (const site of plan.sites)
    if (site.place)
      parts.push(`  ${dim('task')} ${site.place} ${dim('is the name of the task that is given there')}`)
  for (const site of plan.sites)
    if (site.kind === 'own')
      parts.push(
        `  ${dim(`line ${lineOf(site.at)}`)} asks Next in the context of its own request ${paint('cyan', '(R15)')}`,
      )
  for (const { at, reason } of plan.references)
    parts.push(`  ${dim(`line ${lineOf(at)}`)} is bound: ${reason.because} ${paint('cyan', '(R12)')}`)
  for (const { at, names, to } of plan.retargets)
    parts.push(
      `  ${dim(`line ${lineOf(at)}`)} ${names.join(', ')} now come from ${to} ${paint('cyan', '(R15)')}`,
    )
  for (const job of plan.jobs)
    parts.push(
      `  ${dim(`line ${lineOf(job.at)}`)} is the job ${bold(job.name)}: ${storedOf(job)} ${paint('cyan', '(R16)')}`,
    )
  for (const diagnostic of diagnostics) parts.push('', formatDiagnostic(diagnostic))
  // The rules have no other address than the one that they were installed at.
  const rules = nameOf(packageFile('transform/README.md'), process.cwd())
  if (/\(R\d/.test(parts.join('\n'))) parts.push('', dim(`What R1 to R16 say: ${rules}`))
  return parts.join('\n')
}

/** What is stored of a durable task, in words. */
function storedOf({ captures, headers, cookies }: JobPlan): string {
  const read = [
    ...headers.map((name) => `the header ${name}`),
    ...cookies.map((name) => `the cookie ${name}`),
  ]
  const stored = [...captures, ...read].join(', ')
  return stored === ''
    ? 'nothing is stored with it'
    : `${stored} ${captures.length + read.length > 1 ? 'are' : 'is'} stored with it`
}

/** Line by line: the text engine moves none. Where another engine prints the program anew, its lines stand beside ours as they come. */
function rowsOf(code: string, compiled: string, functions: readonly ExplainedFunction[]): Row[] {
  const rules = new Map<number, Set<string>>()
  for (const { line, rule } of functions.flatMap(({ edits }) => edits))
    rules.set(line, (rules.get(line) ?? new Set()).add(rule))
  const [before, after] = [code, compiled].map((text) => text.trimEnd().split('\n')) as [string[], string[]]
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
    line: index + 1,
    before: before[index] ?? null,
    after: after[index] ?? null,
    rules: [...(rules.get(index + 1) ?? [])],
  }))
}
