/** Which values belong to packages, which are not compiled: what they are given may be called when nobody knows the request any more. */
import { isBuiltin } from 'node:module'
import type { Unit } from './graph.ts'
import type { Draft } from './units.ts'

/** They call what they are given at once, in whoever calls them or emits. */
const SYNCHRONOUS =
  /^(?:react|preact|react-dom|server-only|next|lodash[-.\w]*|es-toolkit|radash|ramda|remeda|reselect|immer|zod|valibot|arktype|mitt|nanoevents|eventemitter3|tiny-emitter|memoize-one|mem|vitest|jest|@jest\/globals)(?:\/|$)/

/**
 * The package that an import names. Null for files of the project, found or not (`./x`, `@/lib/x`, `~/x`, `#x`), for what a framework makes
 * (`$app/server`, `astro:actions`, `virtual:x`) and for what Node has built in.
 */
export function packageOf(source: string): string | null {
  const bare = source.replace(/^(?:npm|jsr):\/?/, '')
  const [, name] = /^((?:@[\w.-]+\/)?\w[\w.-]*)(?:@[^/]*)?(?:\/|$)/.exec(bare) ?? []
  return name === undefined || isBuiltin(source) ? null : name
}

export const isPackage = (source: string): boolean => packageOf(source) !== null && !SYNCHRONOUS.test(source)

/**
 * @param isLeft whether a module belongs to a package that is not compiled
 * @returns of these the package, where nothing of the project has made them, as far as can be seen, but packages have; else null
 */
export function createForeign(
  drafts: Iterable<Draft>,
  isLeft: (source: string) => boolean,
): (units: readonly Unit[]) => string | null {
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
      if (unit.kind !== 'value') return null
      sources.push(...(makers.get(unit) ?? []))
      for (const { to, how } of unit.uses)
        if (how === 'calls' || (how === 'mentions' && to.kind === 'value')) seen.add(to)
    }
    return sources.every(isLeft) ? (sources[0] ?? null) : null
  }
}
