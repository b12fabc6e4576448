// How a component that was compiled asks for its scope (R2). The slot comes first: React calls the components of many requests from one
// queue. Not where a component has called a handler of its own process: that runs in a scope which was opened, or run, there.
//
// `afterword/rsc/compiled` has it in place of the register's own, for a bundler drops what is imported for its effect alone.
import { register } from '../../register.ts'
import type { RequestScope } from '../../scope.ts'
import type { Scope } from '../../types.ts'
import { withScope } from './model.ts'
import { scopeOfRender } from './slot.ts'

const symbol: unique symbol = Symbol.for('afterword.rsc.render.v1')

// For renderers that `afterword/vite` has changed: they call it with each model.
;(globalThis as { [symbol]?: typeof withScope })[symbol] = withScope

export function entry(_shape: string): Scope | null {
  const rendered = scopeOfRender()
  const scope = register.scope as RequestScope | null
  return rendered && rendered !== scope?.live?.within ? rendered : scope
}
