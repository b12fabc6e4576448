/** What is handed on without a call that takes it? */
import type { Guards } from '../guards.ts'
import { isMember, type Node, propertyName, stringValue, unwrap } from '../nodes.ts'

/** What gives back what it was given. */
export const isObjects = (callee: Node, method: string | null): boolean =>
  method !== null && /^(?:freeze|seal|fromEntries)$/.test(method) && callee.object.name === 'Object'

/**
 * What is put among others, to be found again by whoever comes by: `pending[id] = fn`, `jobs = [...jobs, fn]`, `socket.onmessage = fn`. Not
 * `api[name] = fn` in a loop over names, which makes an object.
 */
export function isStore({ left, right }: Node, owner: Node, guards: Guards): boolean {
  const target = unwrap(left)
  if (target.type === 'Identifier') {
    const list = unwrap(right)
    const isMore = (each: Node | null): boolean =>
      each?.type === 'SpreadElement' && unwrap(each.argument).name === target.name
    return (
      list.type === 'ArrayExpression' && list.elements.some(isMore) && guards.target(target, owner) !== null
    )
  }
  if (!isMember(target)) return false
  const object = unwrap(target.object)
  if (object.type === 'ThisExpression') return false
  if (!target.computed) return /^on[a-z]+$/.test(propertyName(target) ?? '')
  return (
    guards.target(object, owner) !== null &&
    stringValue(target.property) === null &&
    !guards.isOfLoop(target.property)
  )
}
