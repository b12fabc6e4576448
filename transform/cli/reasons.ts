/** Why each edit is made, and why nothing is done to a function: the plan, for people. */
import type { AuthorPlan, FunctionPlan, Plan, Span } from '../analyze/index.ts'
import { frameOf } from '../diagnostics/frame.ts'

/** Why one thing was done, or nothing was. */
interface Explained {
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
      ...(fn.capture?.author ? [edit(fn.at, ...describeAuthor(fn.capture.author))] : []),
      ...fn.made.map((each) =>
        edit(each.at, 'is made for whoever comes', {
          rule: 'R2',
          because:
            'it is reached by a test of what is written there: callbacks that it makes take their caller first',
        }),
      ),
      ...fn.told.map((each) =>
        edit(each.at, 'is handed the scope', {
          rule: 'R13',
          because: 'it is a call of this package, and nothing else needs the register there',
        }),
      ),
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

function describeAuthor({ keeps, because }: AuthorPlan): [string, { rule: string; because: string }] {
  const whose = {
    open: 'while that is open',
    always: 'even when that is over',
    settled: 'even when that is over',
  }
  const what = keeps
    ? `is a callback: it keeps its author, ${whose[keeps]}`
    : 'is no callback: it takes its caller first'
  return [what, { rule: 'R2', because }]
}

function describeCapture(fn: FunctionPlan): string {
  const { when, outer, carriersFirst, carriersLast, hidden, author } = fn.capture as NonNullable<
    FunctionPlan['capture']
  >
  // A callback keeps its author.
  const around = outer !== null ? ['the function around it'] : []
  const known = author?.keeps ? [...around, 'the register'] : ['the register', ...around]
  const from = [
    ...(hidden !== undefined ? ['what it is called with'] : []),
    ...(carriersFirst.length > 0 ? [`its carriers (${carriersFirst.join(', ')})`] : []),
    ...known,
    ...(carriersLast.length > 0 ? [`the carriers in sight (${carriersLast.join(', ')})`] : []),
  ]
  const moment = { start: 'at its start', call: 'when it is called', next: 'at its first next()' }[when]
  return `takes its scope ${moment} from ${from.join(', else ')}${fn.sets ? ', and sets the register' : ''}`
}
