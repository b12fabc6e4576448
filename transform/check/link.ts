/** Mentions become uses, once every file is read: names are followed through imports, barrels, namespaces and objects. */
import type { Exported } from './exports.ts'
import { createForeign } from './foreign.ts'
import { makeUnit } from './functions.ts'
import { narrow, type Unit } from './graph.ts'
import type { Resolve } from './imports.ts'
import type { Draft, Mention, Target } from './units.ts'

/**
 * @param drafts by the path of their file
 * @param isAfter whether a module that is none of the project gives `after` by this name
 * @param isLeft whether a module belongs to a package that is not compiled
 * @returns whether a function is given to what a file makes that there is no draft of: that may be a package's
 */
export function link(
  drafts: ReadonlyMap<string, Draft>,
  resolve: Resolve,
  isAfter: (source: string, name: string) => boolean,
  isLeft: (source: string) => boolean,
): boolean {
  const namespaces = new Map<Draft, Unit>()

  const load = ({ module }: Draft, request: string): Draft | null => {
    const file = resolve(module.file, request)
    return (file !== null && drafts.get(file)) || null
  }

  const narrowed = new Map<Unit, Map<string, Unit[]>>()
  const narrowOnce = (unit: Unit, key: string): Unit[] => {
    const known = narrowed.get(unit) ?? new Map<string, Unit[]>()
    narrowed.set(unit, known)
    const found = known.get(key) ?? narrow(unit, key)
    known.set(key, found)
    return found
  }

  const exportOf = (made: Draft | null, name: string, seen: readonly Draft[] = []): Unit[] => {
    if (!made || seen.includes(made)) return []
    if (name === '*') return [namespaceOf(made)]
    const { own, stars, all } = made.exports
    const exported = own.get(name)
    const next = [...seen, made]
    if (exported) {
      if ('key' in exported) return follow(made, exported, next)
      if ('unit' in exported) return [exported.unit]
      const { source, key, unit } = exported.name
      if (source !== null && key !== null) return follow(made, { request: source, key }, next)
      return unit ? [unit] : []
    }
    if (all) return name === 'default' ? [all] : narrowOnce(all, name)
    // CommonJS, imported by an ES module.
    if (name === 'default') return [namespaceOf(made)]
    return stars.flatMap((request) => follow(made, { request, key: name }, next))
  }
  const follow = (made: Draft, { request, key }: { request: string; key: string }, seen: Draft[]): Unit[] =>
    exportOf(load(made, request), key, seen)

  /** A whole module as a value. */
  const namespaceOf = (made: Draft): Unit => {
    const known = namespaces.get(made)
    if (known) return known
    const unit = makeUnit(made.module, 'value', 'its exports', [0, 0], made.module.body)
    namespaces.set(made, unit)
    const hold = (to: Unit, key: string | null): void => {
      if (to !== unit) unit.uses.push({ to, at: to.at, how: 'mentions', key, given: null })
    }
    for (const name of made.exports.own.keys()) for (const to of exportOf(made, name)) hold(to, name)
    if (made.exports.all) hold(made.exports.all, null)
    for (const request of made.exports.stars) {
      const other = load(made, request)
      if (other) hold(namespaceOf(other), null)
    }
    return unit
  }

  const narrowAll = (units: readonly Unit[], path: readonly string[]): Unit[] =>
    path.reduce<Unit[]>(
      (found, key) => [...new Set(found.flatMap((unit) => narrowOnce(unit, key)))],
      [...units],
    )

  const findIn = (other: Draft | null, path: readonly string[]): Unit[] => {
    if (!other) return []
    const [name, ...rest] = path
    const exported = name === undefined ? [] : exportOf(other, name)
    // `import('./x').then(…)`
    return exported.length > 0 ? narrowAll(exported, rest) : [namespaceOf(other)]
  }

  const find = (made: Draft, target: Target, path: readonly string[]): Unit[] => {
    if ('unit' in target) {
      if (path.length === 0) return [target.unit]
      // `this.orders.save()`: a field that nobody can see into is no reason to mean all of the class.
      const [name = '', ...rest] = path
      const own = narrowOnce(target.unit, name)
      return own.includes(target.unit) ? [] : narrowAll(own, rest)
    }
    if ('request' in target) return findIn(load(made, target.request), path)
    const { source, key, unit } = target.name
    if (source !== null) {
      const other = load(made, source)
      return key === '*' || key === null ? findIn(other, path) : narrowAll(exportOf(other, key), path)
    }
    return unit ? narrowAll([unit], key === null ? path : [key, ...path]) : []
  }

  /** `after` that a file of the project hands on: `export { after } from 'afterword'`. */
  const givesAfter = (other: Draft | null, name: string, seen: readonly Draft[] = []): boolean => {
    if (!other || seen.includes(other)) return false
    const follow = (source: string, key: string): boolean =>
      isAfter(source, key) || givesAfter(load(other, source), key, [...seen, other])
    const exported: Exported | undefined = other.exports.own.get(name)
    if (!exported) return other.exports.stars.some((star) => follow(star, name))
    if ('key' in exported) return follow(exported.request, exported.key)
    const { source, key } = 'name' in exported ? exported.name : { source: null, key: null }
    return source !== null && key !== null && follow(source, key)
  }

  const linkMention = (made: Draft, { from, target, path, ...use }: Mention): (() => void) => {
    const units = find(made, target, path)
    const { given } = use
    // What it is given to is compiled, too: it has the scope when it calls.
    const callee = given?.fate === 'unknown' ? given.callee : null
    const isOurs =
      callee && find(made, { name: callee.name }, callee.path).some(({ kind }) => /function|class/.test(kind))
    return () => {
      for (const to of units) if (to !== from) from.uses.push({ ...use, to, given: isOurs ? null : given })
      const { source, key } = 'name' in target ? target.name : { source: null, key: null }
      if (use.how !== 'calls' || units.length > 0 || path.length > 0 || source === null || key === null)
        return
      if (givesAfter(load(made, source), key)) from.afters.push({ unit: from, at: use.at, carried: false })
    }
  }

  // What is narrowed by a key needs to know what its object holds: those of one round know nothing of one another.
  for (const hasPath of [false, true]) {
    const links = [...drafts.values()].flatMap((made) =>
      made.mentions.filter((each) => isNarrowed(each) === hasPath).map((each) => linkMention(made, each)),
    )
    narrowed.clear()
    for (const add of links) add()
  }
  const findForeign = createForeign(drafts.values(), isLeft)
  let isUnread = false
  for (const made of drafts.values())
    for (const given of made.givens) {
      if (!given.callee) continue
      const { name, path } = given.callee
      const source = name.source === null || load(made, name.source) ? null : name.source
      isUnread ||= given.fate === 'entry' && source !== null && resolve(made.module.file, source) !== null
      const taker = source ?? findForeign(find(made, { name }, path))
      if (taker !== null && isLeft(taker)) given.foreign = { source: taker }
    }
  return isUnread
}

const isNarrowed = ({ target, path }: Mention): boolean =>
  path.length > 0 || ('name' in target && target.name.source === null && target.name.key !== null)
