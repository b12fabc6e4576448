// Whose a callback is (R2), and what is made for whoever comes (MADE). A program without such places needs only `unviewed`, and no bundler keeps more.
import { register, resume } from './register.ts'
import type { Scope } from './types.ts'

/** What a view is one of. For all copies of the package; nothing that was parsed has a symbol. */
const viewed: unique symbol = Symbol.for('afterword.made')

/** A scope, or the view of one. */
interface Seen extends Scope {
  /** What the register held when it was opened. */
  readonly opened?: Seen | null
  readonly [viewed]?: Scope
}

/**
 * A callback starts, and `outer` is the capture around it: its author's scope while that is not drained, else its caller's. A scope that was
 * opened within the author's is nearer, and so is a view of it. `late`: what it does belongs to the author's request even when that is over (1);
 * it settles a promise of its author's (2); it is no callback, and was handed over where something is made once: where nobody runs it, it runs
 * as a view of its author's (3).
 */
export function author(outer: Scope | null, late?: number): Scope | null {
  const { scope } = register
  // Nearly always it is run by its own request. What engines are to inline is kept short.
  return (!scope && late !== 3) || !outer || scope === outer ? (scope ?? outer) : nearer(scope, outer, late)
}

/** A callback starts: the register is set to that. Returns what was in it. */
export function keep(outer: Scope | null, late?: number): Scope | null {
  return resume(author(outer, late))
}

function nearer(scope: Seen | null, outer: Seen, late?: number): Scope {
  if (!scope) return viewOf(outer)
  const made = outer[viewed]
  // What was made for whoever comes takes its caller's.
  if ((made && late !== 2) || late === 3) return scope
  const own = made ?? outer
  if (scope[viewed] === own) return scope
  for (let each = scope.opened; each; each = each.opened) if (each === own) return scope
  return late || own.state !== 'drained' ? own : scope
}

const views = new WeakMap<Scope, Scope>()

const handler: ProxyHandler<Scope> = {
  get(scope, name) {
    if (name === viewed) return scope
    const value = Reflect.get(scope, name)
    return typeof value === 'function' ? value.bind(scope) : value
  },
}

/** The scope itself, where it is a view of one. */
export const unviewed = (scope: Scope | null): Scope | null => (scope as Seen | null)?.[viewed] ?? scope

function viewOf(scope: Seen): Scope {
  const view = scope[viewed] ? scope : (views.get(scope) ?? new Proxy(scope, handler))
  views.set(scope, view)
  return view
}

/** Calls `make`, which makes what others will use, too: with a view of the scope. Callbacks that are written behind it take their caller's. */
export function made<T>(make: () => T): T {
  const { scope } = register
  if (!scope || (scope as Seen)[viewed]) return make()
  register.scope = viewOf(scope)
  try {
    return make()
  } finally {
    register.scope = scope
  }
}
