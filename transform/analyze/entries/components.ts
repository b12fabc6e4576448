/** Which functions are components, by their name and by what they return? */
import { isFunction, type Node, unwrap, walk } from '../nodes.ts'

/** It may as well be a helper: asking the host for its scope does no harm. */
export const MAY_RENDER = 'it is capitalised, in a file of components'

/** `Page`, `UIProvider`, `A`; not `GET`. */
export const isComponentName = (name: string): boolean => /^[A-Z](?:[A-Z\d]*[a-z]|$)/.test(name)

/** Whether any `return` of its own gives JSX, be it behind a condition. */
export function returnsJsx(fn: Node): boolean {
  const isJsx = (node: Node | null | undefined): boolean => {
    if (!node) return false
    const value = unwrap(node)
    if (value.type === 'ConditionalExpression') return isJsx(value.consequent) || isJsx(value.alternate)
    if (value.type === 'LogicalExpression') return isJsx(value.right)
    return value.type === 'JSXElement' || value.type === 'JSXFragment'
  }
  if (fn.body.type !== 'BlockStatement') return isJsx(fn.body)
  let found = false
  walk(fn.body, (node) => {
    if (node.type === 'ReturnStatement') found ||= isJsx(node.argument)
    return !found && !isFunction(node)
  })
  return found
}
