import { register } from 'afterword/compiled'
import { type Enter, give, look, Numbers, probe, type Scope } from './scope.ts'

const cell = register as { scope: unknown } as { scope: Scope | null }

export const enter: Enter = (scope, fn, argument) => {
  const before = cell.scope
  cell.scope = scope
  try {
    return fn(argument)
  } finally {
    cell.scope = before
  }
}

export function work(x: number): number {
  if (probe.on) look(cell.scope)
  return x + 1
}

export const after = (task: () => unknown): void => give(cell.scope, task)

export const stream = (count: number): Numbers => new Numbers(count)
