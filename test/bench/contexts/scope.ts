// The record of a request, as small as can be, so that what is timed is how it is handed on.

export interface Scope {
  id: number
  seen: number
  tasks: (() => unknown)[]
}

export const makeScope = (): Scope => ({ id: 1, seen: 0, tasks: [] })

/**
 * Real programs ask for their request now and then, and call all the time. So `work` does not ask; it does when it is on,
 * once per row, to learn whether the right request would have been found.
 */
export const probe = { on: false, lost: 0 }

export function look(scope: Scope | null | undefined): void {
  if (scope) scope.seen++
  else probe.lost++
}

export function give(scope: Scope | null | undefined, task: () => unknown): void {
  if (scope) scope.tasks.push(task)
  else probe.lost++
}

/** Runs a function of the program within a scope. */
export type Enter = <Argument, Result>(
  scope: Scope,
  fn: (argument: Argument) => Result,
  argument: Argument,
) => Result | Promise<Result>

/** An async iterable that no compiler has seen, such as a stream is. */
export class Numbers implements AsyncIterable<number>, AsyncIterator<number> {
  #next = 0
  #count: number
  constructor(count: number) {
    this.#count = count
  }
  [Symbol.asyncIterator](): this {
    return this
  }
  next(): Promise<IteratorResult<number>> {
    const value = this.#next++
    return Promise.resolve({ value, done: value >= this.#count })
  }
}
