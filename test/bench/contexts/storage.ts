import { AsyncLocalStorage } from 'node:async_hooks'
import { type Enter, give, look, Numbers, probe, type Scope } from './scope.ts'

const storage = new AsyncLocalStorage<Scope>()

export const enter: Enter = (scope, fn, argument) => storage.run(scope, fn, argument)

export function work(x: number): number {
  if (probe.on) look(storage.getStore())
  return x + 1
}

export const after = (task: () => unknown): void => give(storage.getStore(), task)

export const stream = (count: number): Numbers => new Numbers(count)
