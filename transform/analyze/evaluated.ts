/**
 * What runs while its module is evaluated, and cannot run again (R1)? A function that is called where it is written, and one that is given to
 * such a function, which calls it: bundlers' and UMD's wrappers.
 */
import type { Bindings } from './bindings.ts'
import { isCall, isFunction, isMember, type Node, propertyName, unwrap, walk } from './nodes.ts'

/** esbuild's and Rolldown's. */
const COMMON_JS_HELPERS = /^(?:__commonJS|__commonJSMin|__esm|__esmMin)$/

/** How webpack calls the parameters of its modules. */
const MODULE_PARAMETERS = /^(?:__unused_webpack_)?(?:module|exports|require|__webpack_\w+)$/

/**
 * Whether a function hands itself on by its own name, `bus.once('x', poll)`: then it may run again, later, for anybody. A call that stands in the
 * function itself is over when that is.
 */
export function escapesByName(fn: Node, bindings: Bindings): boolean {
  if (fn.type !== 'FunctionExpression' || !fn.id) return false
  return findUses(fn, fn.id.name, (name) => bindings.resolve(name)?.init === fn, bindings).escapes
}

/** A call that runs the function it is given at once, while the module is evaluated. */
export function isModuleWrapper(fn: Node, call: Node | null, as: string | null, bindings: Bindings): boolean {
  if (!call || !isCall(call)) return false
  const callee = unwrap(call.callee)
  if (callee.type === 'Identifier' && COMMON_JS_HELPERS.test(callee.name)) return true
  // What is given on as an option, or goes on later, is not the module's own code.
  if (as !== null || fn.async) return false
  if (callee.type === 'Identifier') return callee.name === 'define' && !bindings.resolve(callee)
  const method = isMember(callee) ? propertyName(callee) : null
  const wrapper = isMember(callee) ? unwrap(callee.object) : callee
  if (!isFunction(wrapper) || wrapper.generator) return false
  const args = call.arguments as Node[]
  const index = args.findIndex((each) => unwrap(each) === fn)
  // webpack's modules, in a list.
  if (index < 0) return (fn.params as Node[]).some((each) => MODULE_PARAMETERS.test(each.name ?? ''))
  if (method !== null && method !== 'call') return false
  return callsAtOnce(wrapper, method ? index - 1 : index, bindings)
}

/** Whether a function does nothing with a parameter of its own but call it, or hand it to a loader. */
function callsAtOnce(wrapper: Node, index: number, bindings: Bindings): boolean {
  const [first, ...rest] = wrapper.params as Node[]
  const parameter = (first?.name === 'this' ? rest : wrapper.params)[index] as Node | undefined
  if (parameter?.type !== 'Identifier') return false
  const isIts = (name: Node): boolean => {
    const binding = bindings.resolve(name)
    return binding?.kind === 'parameter' && binding.scope.node === wrapper && !binding.assigned
  }
  const { calls, escapes } = findUses(wrapper, parameter.name, isIts, bindings)
  return calls > 0 && !escapes
}

/** Calls of a name that stand in a function itself, and whether it is used for anything else there or in what is written in it. */
function findUses(
  fn: Node,
  name: string,
  isIts: (identifier: Node) => boolean,
  bindings: Bindings,
): { calls: number; escapes: boolean } {
  let calls = 0
  let uses = 0
  const harmless = new Set<Node>()
  walk(fn.body, (node) => {
    if (isFunction(node)) return false
    if (isCall(node)) {
      const callee = unwrap(node.callee)
      const called = isMember(callee) && /^(?:call|apply)$/.test(propertyName(callee) ?? '')
      const root = called ? unwrap(callee.object) : callee
      if (root.type === 'Identifier' && root.name === name) {
        calls++
        harmless.add(root)
      }
      // UMD's: `define(['b'], factory)`
      if (callee.type === 'Identifier' && callee.name === 'define' && !bindings.resolve(callee))
        for (const each of node.arguments as Node[]) harmless.add(each)
    }
    if (node.type === 'UnaryExpression') harmless.add(unwrap(node.argument))
    return true
  })
  for (const part of [...(fn.params as Node[]), fn.body])
    walk(part, (node) => {
      const used = node.type === 'Identifier' && node.name === name && !harmless.has(node) && isIts(node)
      if (used && !(fn.params as Node[]).includes(node)) uses++
      return uses === 0
    })
  return { calls, escapes: uses > 0 }
}
