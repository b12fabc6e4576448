/** Which places of a function are reached by a test of what is written there? The walk through them asks. */
import { type Guards, ITSELF } from '../guards.ts'
import type { Node } from '../nodes.ts'
import type { Guard } from './facts.ts'

/** A place of a function, if it stands in one. */
interface Guardable {
  owner: Node | null
  guard: Guard | null
}

export interface Guarding {
  of(keys: readonly string[], owner: Node, around: Guard | null): Guard
  /** A part that writes what was tested. */
  branch<P extends Guardable>(part: Node, keys: readonly string[], place: P): P
  /** What follows `if (known) return known` up to an offset. */
  behind<P extends Guardable>(statement: Node, end: number, place: P): P
  /** All that a function does is done once: it is given to `once()`, or is another one from then on. */
  ofAll(fn: Node, once: boolean, name: Node | null): Guard | null
}

export function guarding(guards: Guards): Guarding {
  const of: Guarding['of'] = (keys, owner, around) => {
    const homes = keys.map(guards.homeOf)
    return { owner, homes, lasts: homes.includes(null) || (around?.lasts ?? false), around }
  }
  return {
    of,
    branch: (part, keys, place) => {
      const { owner, guard } = place
      if (!owner || guard?.lasts) return place
      const written = guards.written(keys, owner, part.start, part.end)
      return written.length > 0 ? { ...place, guard: of(written, owner, guard) } : place
    },
    behind: ({ type, test, consequent, end: from }, end, place) => {
      const { owner, guard } = place
      if (!owner || guard?.lasts || type !== 'IfStatement' || !leaves(consequent)) return place
      const keys = guards.tested(test, owner)
      // `if (booted++) return` writes in its test.
      const written = [
        ...guards.written(keys, owner, test.start, test.end),
        ...guards.written(keys, owner, from, end),
      ]
      return written.length > 0 ? { ...place, guard: of(written, owner, guard) } : place
    },
    ofAll: (fn, once, name) => {
      if (once) return { owner: fn, homes: [null], lasts: true, around: null }
      const key = name ? guards.target(name, fn) : null
      const written = guards.written(key ? [key, ITSELF] : [ITSELF], fn, fn.start, fn.end)
      return written.length > 0 ? of(written, fn, null) : null
    },
  }
}

/** `return`, `throw`, or a block that ends so. */
function leaves(statement: Node): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}
