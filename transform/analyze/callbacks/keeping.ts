/**
 * Does a call keep the function that it is handed for others? `memoize(fn)` may, and what is made of it goes on. `pool.connect(fn)` does not, nor
 * does one whose value goes nowhere, or to where a callback goes.
 */
import type { Bindings } from '../bindings.ts'
import { describe } from '../entries/entry.ts'
import type { Imports } from '../imports.ts'
import { isMember, type Node, propertyName, unwrap } from '../nodes.ts'
import type { Mention, Places, Taker } from './facts.ts'
import { findGives, functionNamed } from './gives.ts'
import type { Names } from './names.ts'

export interface KeepingContext {
  bindings: Bindings
  imports: Imports
  names: Names
  places: Places
  around: ReadonlyMap<Node, Node | null>
  mentionsOf: ReadonlyMap<Node, readonly Mention[]>
}

/** @returns why what is handed to a call may be kept for others, null if it is not */
export function findKeeping(context: KeepingContext): (to: Taker) => string | null {
  const { bindings, imports, names, places, around, mentionsOf } = context
  const givesOf = findGives(bindings, places.returned)

  /** The same, as far as the place of the call tells. */
  const keepingHere = (to: Taker): string | null => keepingBy(to, keptHere, () => false)

  const kept = new Map<Taker, string | null>()
  const keptHere = new Map<Taker, string | null>()

  const keepingBy = (
    to: Taker,
    known: Map<Taker, string | null>,
    isUsed: (to: Taker) => boolean,
  ): string | null => {
    const path: Taker[] = []
    let because: string | null = null
    for (let each: Taker | null = to; each; each = each.to) {
      const found = known.get(each)
      if (found !== undefined) {
        because = found
        break
      }
      path.push(each)
      because = ownKeeping(each)
      if (because !== null && isUsed(each)) because = null
      if (because === null || !goesOn(each)) break
    }
    for (const each of path) known.set(each, because)
    return because
  }

  const ownKeeping = ({ call, kept }: Taker): string | null => {
    if (call.type === 'AssignmentExpression') return null
    const callee = unwrap(call.callee)
    if (call.type === 'NewExpression') return isStream(callee) ? null : 'it is given to a constructor'
    if (imports.apiOf(callee)) return `${describe(callee)}() runs it in a scope`
    if (!kept || (isMember(callee) && !isNamespace(unwrap(callee.object), bindings))) return null
    return givesOf(callee) === 'nothing' ? null : `what ${describe(callee)}() makes of it goes on`
  }

  /** What a call gives goes to where a callback goes: `bus.on('x', safely(fn))`, `jobs.push(new Job(fn))`. */
  const goesOn = ({ call, to }: Taker): boolean => {
    if (!to || isRegistered(to)) return false
    if (call.type !== 'NewExpression') return !mayOptOut(unwrap(call.callee))
    const callee = unwrap(to.call.callee ?? to.call.left)
    return to.call.type !== 'NewExpression' && isMember(callee)
  }

  /** `shared(fn)`, of which nobody can say any more what it is; another file's may be called so. Or what runs it in a scope. */
  const mayOptOut = (callee: Node): boolean => {
    if (givesOf(callee) === 'itself' || imports.apiOf(callee)) return true
    return OPTS_OUT.test(nameOf(callee)) && functionNamed(callee, bindings) === null
  }

  /** What a call has given is only called, or handed on: `const off = subscribe(fn)`. */
  const isOnlyUsed = ({ call, into, owner: home }: Taker): boolean => {
    const binding = into && bindings.resolve(into)
    if (!binding || names.callOf(binding) !== call || mayOptOut(unwrap(call.callee))) return false
    return (mentionsOf.get(call) ?? []).every(({ to, called, kept, owner }) => {
      if (to) return !isRegistered(to) && keepingHere(to) === null
      return called ? isCalledBeside(call, home, owner) : !kept
    })
  }

  /** In the function itself, or in what is handed over there: to the call that has given what is called, too. */
  const isCalledBeside = (call: Node, home: Node | null, owner: Node | null): boolean => {
    let each = owner
    while (each && each !== home) {
      const to = places.handed.get(each)
      if (!to || (to.call !== call && keepingHere(to) !== null)) return false
      each = around.get(each) ?? null
    }
    return each === home
  }

  return (to) => keepingBy(to, kept, isOnlyUsed)
}

/** What another file's function is called that gives back what it was given. */
const OPTS_OUT = /^(?:shared|anyone)$/

/** What is registered so is there for whoever comes. */
const REGISTERS =
  /^(?:use|register|provide|decorate|plugin|install|mount|extend|all|get|post|put|patch|delete|route)$/

const isRegistered = ({ call }: Taker): boolean => {
  const callee = call.callee ? unwrap(call.callee) : null
  return callee !== null && isMember(callee) && REGISTERS.test(propertyName(callee) ?? '')
}

const isNamespace = (node: Node, bindings: Bindings): boolean => {
  const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
  return binding?.kind === 'import' && binding.key === '*'
}

const nameOf = (callee: Node): string => (isMember(callee) ? propertyName(callee) : callee.name) ?? ''

/** A stream calls what it is given for whoever made it: nobody makes one for all. */
function isStream(callee: Node): boolean {
  return /^(?:Readable|Writable|Transform|Duplex|(?:Readable|Writable|Transform)Stream)$/.test(nameOf(callee))
}
