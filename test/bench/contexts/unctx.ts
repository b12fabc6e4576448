import { createContext, withAsyncContext } from 'unctx'
import { type Enter, give, look, Numbers, probe, type Scope } from './scope.ts'

const context = createContext<Scope>()

export const enter: Enter = (scope, fn, argument) => context.callAsync(scope, () => fn(argument))

export const enterSync: Enter = (scope, fn, argument) => {
  // What an earlier request has left there would be a conflict.
  context.unset()
  return context.call(scope, () => fn(argument))
}

export function work(x: number): number {
  if (probe.on) look(context.tryUse())
  return x + 1
}

export const after = (task: () => unknown): void => give(context.tryUse(), task)

export const stream = (count: number): Numbers => new Numbers(count)

export const tracked = withAsyncContext
