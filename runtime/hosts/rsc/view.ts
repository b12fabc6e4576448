// One request, seen by its components. What is given there is a task of the request like any other, but `headers()` and `cookies()`
// are refused inside of it, as Next does; a handler or an action that goes on beside the render has the scope itself.
//
//   scope ◀── the view of a render (what components capture) ◀── the view of its tasks (what they run in)
//
// A view is the scope but for what it overrides: it reads the scope's state and has none of its own.
import { enterOf } from '../../brand.ts'
import { AfterwordError, coded } from '../../error.ts'
import { requestInRenderTaskThrown } from '../../messages.generated.ts'
import { pin } from '../../reference.ts'
import type { RequestScope } from '../../scope.ts'
import type { AfterHandle, CloseDetail, GivenOptions, Outcome, Scope, Task } from '../../types.ts'

/** What a render of this scope gives its components. */
export function viewOf(scope: Scope): Scope {
  const render = {}
  const { live, state } = scope as RequestScope
  if (live && state === 'open') live.render = render
  const inTask = derive(scope, {
    render,
    refuse(call: string): never {
      throw coded(AfterwordError, requestInRenderTaskThrown(scope.name, call))
    },
  })
  const after = (task: Task, options?: GivenOptions, place?: string): AfterHandle =>
    // A durable one runs elsewhere, and has what it reads by then.
    give(scope, typeof task === 'function' && !enterOf(task) ? inTask.run(pin, task) : task, options, place)
  Object.defineProperty(inTask, 'after', { value: after })
  return derive(scope, { after, render })
}

type Give = (task: Task, options?: GivenOptions, place?: string) => AfterHandle

const give = (scope: Scope, ...args: Parameters<Give>): AfterHandle => (scope.after as Give)(...args)

/** `run` is inherited: it sets the register to the view. */
function derive(scope: Scope, own: object): Scope {
  return Object.create(scope, {
    ...Object.getOwnPropertyDescriptors(own),
    // What reads or writes private fields needs the scope itself.
    close: { value: (outcome?: Outcome, detail?: CloseDetail) => scope.close(outcome, detail) },
    drained: { get: () => scope.drained },
    ...through(scope as RequestScope, 'live', 'until'),
  })
}

/** What is written there is written to the scope. */
function through(scope: RequestScope, ...names: ('live' | 'until')[]): PropertyDescriptorMap {
  const one = (name: string): PropertyDescriptor => ({
    get: () => Reflect.get(scope, name),
    set: (value: unknown) => Reflect.set(scope, name, value),
  })
  return Object.fromEntries(names.map((name) => [name, one(name)]))
}
