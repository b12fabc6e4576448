// Which context a program gets, the benchmark says: one of ../contexts.
declare module '#context' {
  export type { Scope } from '../contexts/scope.ts'

  import type { Numbers, Scope } from '../contexts/scope.ts'

  export function work(x: number): number
  export function work(scope: Scope, x: number): number
  export function after(task: () => unknown): void
  export function after(scope: Scope, task: () => unknown): void
  export function stream(count: number): Numbers
  export function stream(scope: Scope, count: number): Numbers
  export function tracked<Argument, Result>(
    fn: (argument: Argument) => Promise<Result>,
  ): (argument: Argument) => Promise<Result>
}
