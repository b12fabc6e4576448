// `cache` for one render: React's own forgets when it is over, and without AsyncLocalStorage after each `await` of it. A handler or an action
// that goes before keeps nothing, as with React: what it has changed is rendered.
import { liveOf } from '../../keep.ts'
import { type AnyFunction, current } from '../../register.ts'
import type { RequestScope } from '../../scope.ts'

/** A view says of which render it is. */
interface Rendered extends RequestScope {
  render?: object
}

/** One path of arguments. */
interface Node {
  readonly values: Map<unknown, Node>
  readonly objects: WeakMap<object, Node>
  call?: () => unknown
}

const make = (): Node => ({ values: new Map(), objects: new WeakMap() })

function find(
  memo: WeakMap<object, unknown>,
  render: object,
  fn: AnyFunction,
  args: readonly unknown[],
): Node {
  const kept = (memo.get(render) as WeakMap<object, Node> | undefined) ?? new WeakMap()
  memo.set(render, kept)
  let node = kept.get(fn) ?? make()
  kept.set(fn, node)
  for (const arg of args) {
    const isObject = (typeof arg === 'object' && arg !== null) || typeof arg === 'function'
    const branch = (isObject ? node.objects : node.values) as Map<unknown, Node>
    const next = branch.get(arg) ?? make()
    branch.set(arg, next)
    node = next
  }
  return node
}

/**
 * `fn` called once for the same arguments in one render and its tasks, and in those of a handler; `outside` is called where nothing is rendered
 * and the response is not finished.
 */
export function memoize(fn: AnyFunction, outside: AnyFunction): AnyFunction {
  return (...args: never[]): unknown => {
    const scope = current() as Rendered | null
    const live = scope && liveOf(scope)
    const render = scope?.render ?? (scope?.state === 'open' ? null : (live?.render ?? live))
    if (!live || !render) return outside(...args)
    live.memo ??= new WeakMap()
    const node = find(live.memo, render, fn, args)
    if (!node.call) {
      try {
        const value = Reflect.apply(fn, null, args)
        node.call = () => value
      } catch (error) {
        node.call = () => {
          throw error
        }
      }
    }
    return node.call()
  }
}
