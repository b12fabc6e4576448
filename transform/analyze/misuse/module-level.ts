/** `after()`, `headers()` and `cookies()` where no request can be: in what runs while the module is evaluated. */
import { namedCarriers } from '../carriers.ts'
import { children, isFunction, type Node, spanOf, unwrap, walk } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { findIdle } from '../without-request.ts'
import { functionsAround, type MisuseContext } from './context.ts'

const NEEDS_SCOPE = /^(?:after|headers|cookies)$/

export function findAtModuleLevel(context: MisuseContext): PlannedDiagnostic[] {
  const { calls, inventory, funcOf } = context
  const guarded = findGuarded(context)
  return calls.flatMap(({ node, owner, api }): PlannedDiagnostic[] => {
    // The value of a class's field is evaluated when an object is made.
    if (!NEEDS_SCOPE.test(api) || guarded.has(node) || (owner && !isFunction(owner))) return []
    const around = functionsAround(owner, inventory)
    const at = spanOf(node.callee)
    if (around.every((fn) => funcOf(fn)?.evaluated))
      return [{ slug: 'at-module-level', at, values: { call: api } }]
    const by = findCaller(around, context)
    return by ? [{ slug: 'without-request.here', at, values: { call: api, by } }] : []
  })
}

/** A clock or a queue that a module gives a function to, which asks nobody for a request: what calls the innermost of these functions. */
function findCaller(around: readonly Node[], { bindings, funcOf }: MisuseContext): string | null {
  let found: string | null = null
  for (const fn of around) {
    const func = funcOf(fn)
    if (!func || func.evaluated) continue
    const by = func.givenTo && namedCarriers(func).length === 0 ? findIdle(func.givenTo, bindings) : null
    if (by === null) return null
    found ??= by
  }
  return found
}

/** `if (currentScope()) after(…)`, `currentScope() && after(…)`: what stands behind such a question runs where there is an answer. */
function findGuarded({ program, calls, bindings }: MisuseContext): Set<Node> {
  const questions = new Set(calls.filter(({ api }) => api === 'currentScope').map(({ node }) => node))
  const guarded = new Set<Node>()
  if (questions.size === 0) return guarded
  const asks = (test: Node): boolean => {
    let found = false
    walk(test, (node) => {
      const init = node.type === 'Identifier' ? bindings.resolve(node)?.init : null
      found ||= questions.has(node) || (init != null && questions.has(unwrap(init)))
      return !found
    })
    return found
  }
  walk(program, (node) => {
    if (!/^(?:If|Conditional|Logical)/.test(node.type)) return
    const [test, ...rest] = children(node)
    if (test && asks(test)) for (const each of rest) walk(each, (inner) => void guarded.add(inner))
  })
  return guarded
}
