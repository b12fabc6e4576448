/** What the traces say, as diagnostics. */
import type { Span } from '../analyze/index.ts'
import { type Diagnostic, toDiagnostic } from '../diagnostics/diagnostic.ts'
import type { ClientReach } from './client.ts'
import { isSwitchedOff } from './disabled.ts'
import { isAtTop } from './functions.ts'
import { type After, type Module, placeOf, type Unit } from './graph.ts'
import type { Start } from './starts.ts'
import type { Step, Trace, Way } from './trace.ts'

interface Asked {
  traces: readonly Trace[]
  /** Each `after()` with where code begins that no request calls. */
  starts: ReadonlyMap<After, readonly Start[]>
  reaches: readonly ClientReach[]
  /** Where the plans have said that a name is handed over by reference, or that no request is there. */
  told: ReadonlySet<string>
  /** Whether the file is of an application that Next serves: that knows the request by itself. */
  isServedByNext(file: string): boolean
  /** Whether the handler of a route has no parameter to ask, and its router none of our modules. */
  findUnnamedRoute(way: Way): { to: string; line: string } | null
  /** By what an import names: what to write so that the package is compiled. */
  lineFor(source: string): string
}

export function findProblems(asked: Asked): Diagnostic[] {
  const { traces, starts, reaches, told, isServedByNext, lineFor } = asked
  const problems = new Map<string, Diagnostic>()
  const add = (slug: string, { module }: Unit, at: Span, values: Record<string, string>): void => {
    const planned = { slug, at, values }
    const context = { file: module.name, code: module.code }
    if (isSwitchedOff(planned, context)) return
    const diagnostic = toDiagnostic(planned, context)
    const key = `${slug} ${diagnostic.place}`
    if (!problems.has(key)) problems.set(key, diagnostic)
  }
  for (const { after, chain } of reaches) {
    const [first] = chain
    // Where it is written in the very file that says so, the plan has said it.
    if (chain.length === 1 && first?.client?.includes('use client')) continue
    add('reaches-client', after.unit, after.at, {
      call: 'after()',
      chain: chain.map(({ name }) => name).join(' → '),
      reason: `${first?.name} is loaded by a browser (${first?.client})`,
    })
  }
  const hasSaid = ({ name, lineOf, code }: Module, [at]: Span): boolean => {
    const column = at - code.lastIndexOf('\n', at - 1)
    return told.has(`${name}:${lineOf(at)}:${column}`)
  }
  const inClient = new Set(reaches.map(({ after }) => after))
  for (const { after, ways, losses, uncompiled, ends } of traces) {
    const begins = (starts.get(after) ?? []).filter(
      ({ unit, isFromPackage }) => !isFromPackage || !isServedByNext(unit.module.file),
    )
    // One that runs while the module is evaluated is an error of its own.
    if (
      ways.length === 0 &&
      begins.length === 0 &&
      !inClient.has(after) &&
      !after.carried &&
      !isAtTop(after.unit)
    )
      add('unreached', after.unit, after.at, { ends: showEnds(ends) })
    const place = placeOf(after.unit, after.at)
    // Of functions of the same file the plan has said it where it listens, and nobody can say it of what is no package's.
    for (const { from, use } of losses)
      if (use.to.module !== from.module || (use.given?.foreign && !hasSaid(from.module, use.at)))
        add('lost-reference.far', from, use.at, {
          name: use.to.name,
          taker: use.given?.to ?? '',
          place,
          else: use.given?.foreign ? `, or compile the package: ${lineFor(use.given.foreign.source)}` : '',
        })
    for (const way of ways) {
      const { start, steps } = way
      if (!isSure(after, steps)) continue
      const route = isServedByNext(start.module.file) ? null : asked.findUnnamedRoute(way)
      if (route)
        add('unnamed-request.route', start, [start.at[0], start.at[0] + 1], {
          name: start.name,
          ...route,
          place,
        })
      if (start.unnamed)
        add('unnamed-request', start, [start.at[0], start.at[0] + 1], {
          name: start.name,
          because: start.unnamed.because,
          line: start.unnamed.line,
          place,
        })
    }
    for (const { unit, at, by, isFromPackage, source } of begins) {
      const [where, [from]] = at ? [at.from, at.use.at] : [unit, unit.at]
      if (isFromPackage)
        add('without-request.package', where, [from, from + 1], {
          name: nameOf(unit),
          taker: by,
          place,
          step: source === null ? 'name it in the option `include`' : lineFor(source),
        })
      // What the plan has said of a function that is written in place.
      else if (unit !== after.unit || at || !hasSaid(unit.module, after.at))
        add('without-request', where, [from, from + 1], { name: nameOf(unit), by, place })
    }
    for (const unit of uncompiled)
      add('may-lose', unit, [unit.at[0], unit.at[0] + 1], {
        name: unit.name,
        because: unit.uncompiled ?? '',
        place,
      })
  }
  return [...problems.values()]
}

const nameOf = ({ name, isNamed, given }: Unit): string =>
  isNamed || !given ? name : `What ${given.to} is given`

/** It is called on this way, and nothing on it has another place to ask. A method that is known by its name alone is a guess. */
const isSure = ({ unit, carried }: After, steps: readonly Step[]): boolean =>
  !carried &&
  !unit.canBeGiven &&
  steps.every(({ use }) => !use.to.canBeGiven && (use.how === 'calls' || use.how === 'holds'))

const SHOWN = 3

function showEnds(ends: readonly Unit[]): string {
  const places = ends
    .filter(({ kind }) => kind === 'function')
    .map((unit) => `${unit.name} (${placeOf(unit, unit.at)})`)
  if (places.length === 0) return ''
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : ''
  return `: nothing in this project calls ${places.slice(0, SHOWN).join(', ')}${more}`
}
