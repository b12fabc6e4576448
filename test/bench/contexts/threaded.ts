import { give, look, Numbers, probe, type Scope } from './scope.ts'

export const enter = <Argument, Result>(
  scope: Scope,
  fn: (scope: Scope, argument: Argument) => Result,
  argument: Argument,
): Result => fn(scope, argument)

export function work(scope: Scope, x: number): number {
  if (probe.on) look(scope)
  return x + 1
}

export const after = (scope: Scope, task: () => unknown): void => give(scope, task)

export const stream = (_scope: Scope, count: number): Numbers => new Numbers(count)
