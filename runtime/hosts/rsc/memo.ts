// `cache` for one request: React's own forgets when the render is over, and without AsyncLocalStorage after each `await` of it.
import { type AnyFunction, current } from '../../register.ts'
import type { RequestScope } from '../../scope.ts'

/** One path of arguments. */
interface Node {
  readonly values: Map<unknown, Node>
  readonly objects: WeakMap<object, Node>
  call?: () => unknown
}

const make = (): Node => ({ values: new Map(), objects: new WeakMap() })

function find(memo: WeakMap<object, unknown>, fn: AnyFunction, args: readonly unknown[]): Node {
  let node = (memo.get(fn) as Node | undefined) ?? make()
  memo.set(fn, node)
  for (const arg of args) {
    const isObject = (typeof arg === 'object' && arg !== null) || typeof arg === 'function'
    const branch = (isObject ? node.objects : node.values) as Map<unknown, Node>
    const next = branch.get(arg) ?? make()
    branch.set(arg, next)
    node = next
  }
  return node
}

/** `fn` called once for the same arguments in one request; `outside` is called where no request is known. */
export function memoize(fn: AnyFunction, outside: AnyFunction): AnyFunction {
  return (...args: never[]): unknown => {
    const live = (current() as RequestScope | null)?.live
    if (!live) return outside(...args)
    live.memo ??= new WeakMap()
    const node = find(live.memo, fn, args)
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
