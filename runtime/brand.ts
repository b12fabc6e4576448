// How a scope knows a durable task, without a line of what it does: the function is asked when it is given.
import type { ScopeRecord, TaskRecord } from './records.ts'

/** For all copies of the package. */
export const brand: unique symbol = Symbol.for('afterword.durable')

export type Enter = (scope: ScopeRecord, task: TaskRecord) => void

/** What a durable task does when it is given; nothing of any other. */
export function enterOf(task: unknown): Enter | undefined {
  return typeof task === 'function' ? (task as { [brand]?: Enter })[brand] : undefined
}
