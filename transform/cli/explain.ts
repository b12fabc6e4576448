/** `afterword explain FILE`: a file before and after, each insertion with its rule and the call that needs it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { styleText } from 'node:util'
import type { FunctionPlan, Plan, Span } from '../analyze/index.ts'
import { type Diagnostic, formatDiagnostic, toDiagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { frameOf } from '../diagnostics/frame.ts'
import { engines } from './engines.ts'

/** Why one thing was done, or nothing was. */
export interface Explained {
  line: number
  rule: string
  what: string
  because: string
  /** The piece of code that needs it, with its line. */
  needs?: string
}

export interface ExplainedFunction {
  name: string
  kind: string
  line: number
  entry: string | null
  edits: Explained[]
  leftAlone: string | null
}

const WIDTH = 60

/** What the plan does to each function, in the order of the file. */
export function explainPlan(plan: Plan, code: string): ExplainedFunction[] {
  const line = (at: Span): number => frameOf(code, at).line
  const quote = (at: Span): string => {
    const text = code.slice(at[0], at[1]).replace(/\s+/g, ' ')
    return `${text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text} (line ${line(at)})`
  }
  const edit = (
    at: Span,
    what: string,
    reason: { rule: string; because: string; needs?: Span },
  ): Explained => ({
    line: line(at),
    rule: reason.rule,
    what,
    because: reason.because,
    ...(reason.needs ? { needs: quote(reason.needs) } : {}),
  })
  return plan.functions.map((fn) => ({
    name: fn.name,
    kind: fn.kind,
    line: line(fn.at),
    entry: fn.entry ? `${fn.entry.shape}: ${fn.entry.reason}` : null,
    edits: [
      ...(fn.capture ? [edit(fn.at, describeCapture(fn), fn.capture.reason)] : []),
      ...(fn.entry?.maxDuration
        ? [
            edit(fn.at, `limits its request to ${fn.entry.maxDuration} seconds`, {
              rule: 'R2',
              because: 'the file exports maxDuration',
            }),
          ]
        : []),
      ...fn.suspensions.map((each) =>
        edit(
          each.at,
          each.resume ? 'suspends, then resumes' : 'suspends',
          each.resume ?? { rule: 'R3', because: 'nothing that reads the scope follows it' },
        ),
      ),
      ...fn.loops.map((each) =>
        edit(
          each.at,
          'steps its iterable under the scope',
          each.body ?? each.after ?? { rule: 'R9', because: 'its hidden steps are calls' },
        ),
      ),
      ...fn.forOfs.map((each) => edit(each.at, 'closes its iterator under the scope', each.reason)),
      ...fn.handlers.map((each) => edit(each.at, `${each.kind} begins with a resume`, each.reason)),
      ...fn.usings.map((each) =>
        edit(each.at, 'disposes under the scope', {
          rule: 'R10',
          because: 'the block may be left while it is suspended',
        }),
      ),
      ...fn.blocks.map((each) => edit(each.at, 'the block ends with a resume', each.after)),
      ...fn.patterns.map((each) =>
        edit(each.at, 'is stepped under the scope', {
          rule: 'R9',
          because: 'the array pattern may be left while it is suspended, and then the iterator is closed',
        }),
      ),
      ...fn.redeclared.map((each) =>
        edit(each.at, 'is declared once', { rule: 'R6', because: 'the body became a block' }),
      ),
    ].sort((a, b) => a.line - b.line),
    leftAlone: fn.leftAlone ? `${fn.leftAlone.because} (${fn.leftAlone.rule})` : null,
  }))
}

function describeCapture(fn: FunctionPlan): string {
  const { when, outer, carriersFirst, carriersLast } = fn.capture as NonNullable<FunctionPlan['capture']>
  const from = [
    ...(carriersFirst.length > 0 ? [`its carriers (${carriersFirst.join(', ')})`] : []),
    'the register',
    ...(outer !== null ? ['the function around it'] : []),
    ...(carriersLast.length > 0 ? [`the carriers in sight (${carriersLast.join(', ')})`] : []),
  ]
  const moment = { start: 'at its start', call: 'when it is called', next: 'at its first next()' }[when]
  return `takes its scope ${moment} from ${from.join(', else ')}${fn.sets ? ', and sets the register' : ''}`
}

/**
 * @param file path of a source file
 * @returns the text to print
 * @throws UserError when the file cannot be read or parsed, or what the engine needs is missing
 */
export async function explain(
  file: string,
  { json, engine }: { json: boolean; engine: string },
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
  return print(file, code, compiled.code, plan, functions, diagnostics)
}

function print(
  file: string,
  code: string,
  compiled: string,
  plan: Plan,
  functions: ExplainedFunction[],
  diagnostics: Diagnostic[],
): string {
  const bold = (text: string): string => styleText('bold', text)
  const dim = (text: string): string => styleText('dim', text)
  const numbered = (text: string): string => {
    const lines = text.trimEnd().split('\n')
    const width = String(lines.length).length
    return lines.map((each, index) => `${dim(String(index + 1).padStart(width))}  ${each}`).join('\n')
  }
  const parts = [`${bold(file)}, as it is written`, numbered(code), '']
  if (plan.leftAlone) parts.push(`${bold('Left alone')}: ${plan.leftAlone.because} (${plan.leftAlone.rule})`)
  else if (compiled.trim() === '') parts.push(bold('Nothing remains of this file when it runs.'))
  else parts.push(`${bold(file)}, compiled`, numbered(compiled), '', bold('Why'))
  for (const fn of functions) {
    parts.push(
      `  ${bold(fn.name)} ${dim(`(${fn.kind}, line ${fn.line})`)}${fn.entry ? ` is an entry, ${fn.entry}` : ''}`,
    )
    if (fn.leftAlone) parts.push(`    left alone because ${fn.leftAlone}`)
    for (const each of fn.edits)
      parts.push(
        `    ${dim(`line ${each.line}`)} ${each.what}: ${each.because} ${dim(`(${each.rule})`)}${each.needs ? `\n      needed by ${each.needs}` : ''}`,
      )
  }
  for (const site of plan.sites)
    if (site.place)
      parts.push(`  ${dim('task')} ${site.place} ${dim('is the name of the task that is given there')}`)
  for (const reference of plan.references)
    parts.push(
      `  ${dim(`line ${frameOf(code, reference.at).line}`)} is bound: ${reference.reason.because} ${dim('(R12)')}`,
    )
  for (const each of plan.retargets)
    parts.push(
      `  ${dim(`line ${frameOf(code, each.at).line}`)} ${each.names.join(', ')} now come from ${each.to} ${dim('(R15)')}`,
    )
  for (const diagnostic of diagnostics) parts.push('', formatDiagnostic(diagnostic))
  return parts.join('\n')
}
