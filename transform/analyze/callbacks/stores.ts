/** What is handed on without a call that takes it? */
import type { Guards } from '../guards.ts'
import { isMember, keyName, type Node, propertyName, stringValue, unwrap } from '../nodes.ts'
import { isNothing } from './names.ts'

/** What gives back what it was given. */
export const isObjects = (callee: Node, method: string | null): boolean =>
  method !== null && /^(?:freeze|seal|fromEntries)$/.test(method) && callee.object.name === 'Object'

/**
 * What is put among others, to be found again by whoever comes by: `pending[id] = fn`, `jobs = [...jobs, fn]`, `socket.onmessage = fn`,
 * `pending = { ...pending, [id]: fn }`, `head = { run: fn, next: head }`. Not `api[name] = fn` in a loop over names, which makes an object.
 */
export function isStore({ left, right }: Node, owner: Node, guards: Guards): boolean {
  const target = unwrap(left)
  if (target.type === 'Identifier') {
    return holdsItself(unwrap(right), target.name) && guards.target(target, owner) !== null
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

/** What is written over a name, and has in it what that stood for: a list, a table by keys, the head of a linked list. */
function holdsItself(value: Node, name: string): boolean {
  const isIt = (each: Node): boolean => unwrap(each).name === name
  const isMore = (each: Node | null): boolean => each?.type === 'SpreadElement' && isIt(each.argument)
  if (value.type === 'ArrayExpression') return value.elements.some(isMore)
  if (value.type !== 'ObjectExpression') return false
  const properties = value.properties as Node[]
  const isNext = (each: Node): boolean => each.value != null && !each.computed && isIt(each.value)
  const isKeyed = (each: Node): boolean => each.computed === true && stringValue(each.key) === null
  return properties.some(isNext) || (properties.some(isMore) && properties.some(isKeyed))
}

const LINK = /^(?:next|prev|previous)$/

/**
 * `tail.next = node`, `this.tail = node`: an element of a linked list, which is a literal that says so by a member that holds no other yet, or
 * the one before. Whoever walks the list calls what is in it.
 */
export function isLink(right: Node, guards: Guards): boolean {
  const value = unwrap(right)
  const literal = value.type === 'Identifier' ? guards.constant(value) : value
  if (literal?.type !== 'ObjectExpression') return false
  return (literal.properties as Node[]).some((each) => {
    if (each.computed || !each.value || !LINK.test(keyName(each.key) ?? '')) return false
    const next = unwrap(each.value)
    return isNothing(next) || (isMember(next) && unwrap(next.object).type === 'ThisExpression')
  })
}
