// `configureAfter({ log: true })`: what became of a request that gave tasks, in the terminal, when the last of them is over.
//
//   POST /orders                     201 sent  response finished at 12.1 ms
//     receipt                        src/orders.ts:14          at 12.4 ms for 80.2 ms   done
//     └ stock                        src/stock.ts:7            at 13.0 ms for  9.8 ms   failed
//         Error: no such article
import { clock } from './engine.ts'
import { stay } from './listeners.ts'
import { plain } from './print.ts'
import type { ScopeRecord } from './records.ts'
import type { AfterConfig, Scope, TaskInfo } from './types.ts'

interface Told {
  readonly info: TaskInfo
  readonly error: unknown
}

/** When a request came. Not with the scope: few programs ask. */
const starts = new WeakMap<Scope, number>()
/** Of requests whose tasks are not all over, by the id of their scope. */
const visits = new Map<number, { readonly scope: Scope; readonly tasks: Told[]; left: number }>()

interface Terminal {
  process?: { stdout?: { isTTY?: boolean }; env?: Record<string, string | undefined> }
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const

/** Colour only where a person reads it: never into a pipe, never against NO_COLOR. */
function paint(format: keyof typeof codes, text: string): string {
  const { process } = globalThis as Terminal
  const isPlain = !process?.stdout?.isTTY || Boolean(process.env?.NO_COLOR)
  return isPlain ? text : `\x1b[${codes[format]}m${text}\x1b[0m`
}

const ms = (value: number): string => `${value.toFixed(1)} ms`

/** Whatever a request has chosen or was thrown because of it drives no terminal, and is one line. */
const reasonOf = (error: unknown): string => {
  try {
    return plain(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  } catch {
    return 'what was thrown cannot be printed'
  }
}

function rowsOf({ info, error }: Told, start: number): string[] {
  const { name, place = '', chain, startedAt, endedAt, status } = info
  const indent = chain.length ? `${'  '.repeat(chain.length)}└ ` : '  '
  const colour = status === 'done' ? 'green' : startedAt === undefined ? 'dim' : 'red'
  const times =
    startedAt === undefined || endedAt === undefined
      ? ''
      : `at ${ms(startedAt - start).padStart(8)} for ${ms(endedAt - startedAt).padStart(7)}`
  const row = [
    `${indent}${plain(name)}`.padEnd(31),
    // A task without a name is called by its place.
    paint('dim', (name === place ? '' : place).padEnd(29)),
    times.padEnd(24),
    paint(colour, status ?? 'running'),
  ].join(' ')
  return error === undefined
    ? [row]
    : [row, paint('red', `${' '.repeat(indent.length + 2)}${reasonOf(error)}`)]
}

/** Each below the one that it was given in. */
function inOrder(tasks: readonly Told[]): Told[] {
  const sorted = [...tasks].sort((a, b) => a.info.id - b.info.id)
  const under = (chain: readonly string[]): Told[] =>
    sorted
      .filter(
        ({ info }) => info.chain.length === chain.length && info.chain.every((name, i) => name === chain[i]),
      )
      .flatMap((told) => [told, ...(own(told, sorted) ? under([...chain, told.info.name]) : [])])
  const all = under([])
  return [...all, ...sorted.filter((told) => !all.includes(told))]
}

/** Of tasks with one name and chain, the first has what was given in any of them. */
const own = ({ info }: Told, sorted: readonly Told[]): boolean =>
  sorted.find((each) => each.info.name === info.name && `${each.info.chain}` === `${info.chain}`)?.info ===
  info

function print(scope: Scope, tasks: readonly Told[]): void {
  const { name, outcome, status, closedAt } = scope as ScopeRecord
  const start = starts.get(scope) ?? tasks[0]?.info.givenAt ?? 0
  const colour = outcome === 'errored' ? 'red' : outcome === 'aborted' ? 'yellow' : 'green'
  const end = closedAt === undefined ? '' : `response finished at ${ms(closedAt - start)}`
  const head = [
    paint('bold', plain(name).padEnd(31)),
    paint(colour, [status, outcome ?? 'over'].filter(Boolean).join(' ').padEnd(12)),
    end,
  ].join(' ')
  const lines = [head.trimEnd(), ...inOrder(tasks).flatMap((told) => rowsOf(told, start))]
  try {
    globalThis.console?.log(lines.map((line) => line.trimEnd()).join('\n'))
  } catch {} // A closed pipe.
}

export const log: Pick<AfterConfig, 'onRequest' | 'onGive' | 'onTask'> = {
  onRequest: /* @__PURE__ */ stay((scope: Scope) => void starts.set(scope, clock())),
  onGive: /* @__PURE__ */ stay(({ scope: id }: TaskInfo, scope: Scope) => {
    const visit = visits.get(id) ?? { scope, tasks: [], left: 0 }
    visit.left++
    if (visits.has(id)) return
    visits.set(id, visit)
    // Not with the last task alone: it may have been taken back while the handler goes on.
    scope.drained.then(() => finish(id))
  }),
  onTask: /* @__PURE__ */ stay((info: TaskInfo, error: unknown) => {
    const visit = visits.get(info.scope)
    if (!visit) return
    visit.tasks.push({ info, error })
    visit.left--
    // One that was given late.
    if (visit.scope.state === 'drained') finish(info.scope)
  }),
}

function finish(id: number): void {
  const visit = visits.get(id)
  if (!visit || visit.left > 0) return
  visits.delete(id)
  print(visit.scope, visit.tasks)
}
