/** Which values belong to packages, which are not compiled: what they are given may be called when nobody knows the request any more. */
import { isBuiltin } from 'node:module'
import type { Unit } from './graph.ts'
import type { Draft } from './units.ts'

/** They call what they are given at once, in whoever calls them or emits. */
const SYNCHRONOUS =
  /^(?:react|preact|react-dom|server-only|next|lodash[-.\w]*|es-toolkit|radash|ramda|remeda|reselect|immer|zod|valibot|arktype|mitt|nanoevents|eventemitter3|tiny-emitter|memoize-one|mem|vitest|jest|@jest\/globals)(?:\/|$)/

/** `./x`, `@/lib/x`, `~/x`, `#x` are files of the project, found or not. */
export const isPackage = (source: string): boolean =>
  !/^(?:[./~#]|@\/)/.test(source) && !isBuiltin(source) && !SYNCHRONOUS.test(source)

/**
 * @param isLeft whether a module belongs to a package that is not compiled
 * @returns whether all of these are values that nothing of the project has made, as far as can be seen, but a package has
 */
export function createForeign(
  drafts: Iterable<Draft>,
  isLeft: (source: string) => boolean,
): (units: readonly Unit[]) => boolean {
  /** Of what other modules made a value: the calls that lead to no unit. */
  const makers = new Map<Unit, string[]>()
  for (const { mentions } of drafts)
    for (const { from, target, how } of mentions) {
      const source = 'name' in target ? target.name.source : 'request' in target ? target.request : null
      if ((how === 'calls' || 'request' in target) && source !== null && from.kind === 'value')
        makers.set(from, [...(makers.get(from) ?? []), source])
    }
  return (units) => {
    const seen = new Set(units)
    const sources: string[] = []
    for (const unit of seen) {
      if (unit.kind !== 'value') return false
      sources.push(...(makers.get(unit) ?? []))
      for (const { to, how } of unit.uses)
        if (how === 'calls' || (how === 'mentions' && to.kind === 'value')) seen.add(to)
    }
    return sources.length > 0 && sources.every(isLeft)
  }
}
