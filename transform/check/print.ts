/** What was found, for a terminal and as plain data. */

import { type Diagnostic, formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { paint } from '../paint.ts'
import { placeOf, type Unit } from './graph.ts'
import type { Checked } from './index.ts'
import type { Step, Trace, Way } from './trace.ts'

/** Entries of one `after()`. */
const SHOWN = 6

/** A tree for each `after()`, then the diagnostics, then one line that says how it stands. */
export function printChecked({ folder, files, jobs, isListed, traces, diagnostics }: Checked): string {
  const loud = diagnostics.filter(({ level }) => level !== 'info')
  const parts = group(traces).map(showTraces)
  const notes = diagnostics.filter(({ level }) => level === 'info')
  if (notes.length > 0) parts.push(notes.map(({ place, message }) => dim(`${place}  ${message}`)).join('\n'))
  parts.push(...loud.map(showDiagnostic))
  const read = plural(files, 'file')
  if (traces.length === 0)
    parts.push(
      `No file below ${folder} calls after() (${read} read). It is found where it is imported from afterword or next/server, or from what the option sources names.`,
    )
  else {
    const entries = new Set(traces.flatMap(({ ways }) => ways.map(keyOf)))
    const places = new Set(traces.map(({ after }) => after.unit.module.file))
    parts.push(
      `${plural(traces.length, 'after()', 'after()')} in ${plural(places.size, 'file')}, reached from ${plural(entries.size, 'entry', 'entries')}; ${read} read.`,
    )
  }
  if (jobs.length > 0) {
    const hint = isListed
      ? ''
      : ` npx afterword jobs --write lists ${jobs.length > 1 ? 'them' : 'it'}, so that a rename is found.`
    parts.push(`${plural(jobs.length, 'durable task')}.${hint}`)
  }
  parts.push(verdictOf(diagnostics))
  return parts.join('\n\n')
}

function verdictOf(diagnostics: readonly Diagnostic[]): string {
  const count = (wanted: Diagnostic['level']): number =>
    diagnostics.filter(({ level }) => level === wanted).length
  const [errors, warnings] = [count('error'), count('warning')]
  if (errors + warnings === 0) return paint('green', 'Nothing is wrong.')
  return paint(errors > 0 ? 'red' : 'yellow', `${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`)
}

/** What is written in one function is reached on the same ways. */
function group(traces: readonly Trace[]): Trace[][] {
  const groups = new Map<string, Trace[]>()
  for (const each of traces) {
    const { unit, carried } = each.after
    const key = `${unit.module.file}\0${unit.at[0]}\0${carried}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()]
}

function showTraces(traces: readonly Trace[]): string {
  const [{ after, ways }] = traces as [Trace]
  const { unit } = after
  const inside = unit.kind === 'function' ? `in ${unit.name}${whose(unit)}` : 'while the module is evaluated'
  const places = traces.map(({ after: { at } }, index) =>
    index === 0 ? placeOf(unit, at) : `:${unit.module.lineOf(at[0])}`,
  )
  const head = `${bold('after()')}  ${places.join(' ')}  ${dim(inside)}`
  if (after.carried) return `${head}\n└─ ${dim('after.with() says whose it is')}`
  if (ways.length === 0) return `${head}\n└─ ${paint('yellow', 'no entry reaches it')}`
  const shown = ways.length > SHOWN ? ways.slice(0, SHOWN - 1) : ways
  const lines = [head]
  shown.forEach((way, index) => {
    const last = index === ways.length - 1
    const [first = '', ...rest] = showWay(way)
    lines.push(`${last ? '└─' : '├─'} ${first}`, ...rest.map((each) => `${last ? '  ' : '│ '}   ${each}`))
  })
  if (ways.length > shown.length)
    lines.push(`└─ ${dim(`and ${ways.length - shown.length} more entries (--json lists them)`)}`)
  return lines.join('\n')
}

/** A callback keeps the request of the function that has written it. */
function whose({ author, around }: Unit): string {
  const written = authorName(around)
  return author?.keeps && written ? `, a callback: it keeps the request of ${written}` : ''
}

function authorName(around: Unit | null): string | null {
  let unit = around
  while (unit && !(unit.kind === 'function' && unit.isNamed)) unit = unit.around
  return unit?.name ?? null
}

function showWay(way: Way): string[] {
  const { entry, start, registered } = way
  const place = registered
    ? `${placeOf(start, start.at)}, at ${placeOf(registered.from, registered.use.at)}`
    : placeOf(start, start.at)
  return [
    `${bold(start.name)}  ${place}  ${paint('cyan', entry.shape)}: ${entry.because}`,
    ...shorten(way).map(({ how, name, at }) => dim(`${how} ${name}  ${at}`)),
  ]
}

interface Shown {
  how: string
  name: string
  at: string
}

/** From function to function: what stands between them is how one found the other, and what is written in one is in it. */
function shorten({ steps }: Way): Shown[] {
  const shown: Shown[] = []
  let first: Step | null = null
  for (const step of steps) {
    first ??= step
    const { to } = step.use
    if (to.kind !== 'function') continue
    const isInside = first === step && step.use.how === 'holds' && !to.isNamed
    if (!isInside) shown.push({ how: first.use.how, name: to.name, at: placeOf(first.from, first.use.at) })
    first = null
  }
  return shown
}

function showDiagnostic(each: Diagnostic): string {
  const [head = '', ...rest] = formatDiagnostic(each).split('\n')
  return [paint(each.level === 'error' ? 'red' : 'yellow', head), ...rest].join('\n')
}

/** The same as plain data: every way, every step, every diagnostic. */
export function toJson({ folder, files, jobs, traces, diagnostics }: Checked): string {
  const afters = traces.map(({ after, ways }) => ({
    place: placeOf(after.unit, after.at),
    function: after.unit.kind === 'function' ? after.unit.name : null,
    callback: callbackOf(after.unit),
    carried: after.carried,
    ways: ways.map(({ entry, start, registered, steps }) => ({
      shape: entry.shape,
      because: entry.because,
      name: start.name,
      place: placeOf(start, start.at),
      registered: registered && placeOf(registered.from, registered.use.at),
      steps: steps.map(({ from, use }) => ({
        how: use.how,
        name: use.to.name,
        place: placeOf(from, use.at),
      })),
    })),
  }))
  const durable = jobs.map(({ job: { name, place, captures, headers, cookies, upgrade } }) => ({
    name,
    place,
    captures,
    headers,
    cookies,
    upgrades: upgrade !== null,
  }))
  return JSON.stringify({ folder, files, afters, jobs: durable, diagnostics }, null, 2)
}

/** What is a callback, or why it is none; null where no function stands around it. */
const callbackOf = ({ author, around }: Unit): object | null =>
  author && { keeps: author.keeps !== null, of: authorName(around), because: author.because }

const keyOf = ({ start, entry }: Way): string => `${start.module.file}:${start.at[0]}:${entry.shape}`
const bold = (text: string): string => paint('bold', text)
const dim = (text: string): string => paint('dim', text)
const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
