// Tasks that are given up under overload: each is told to the hooks; without `onError` all of one overload are one line.

import { clock } from './engine.ts'
import { coded } from './error.ts'
import { taskDropped, taskDroppedMany } from './messages.generated.ts'
import { print } from './print.ts'
import type { TaskRecord } from './records.ts'

/** Milliseconds until an overload that does not end is told of, again and again. */
const PATIENCE = 1000

export class Drops {
  #count = 0
  #since = 0
  #last: readonly [overflow: string, name: string, request: string, limit: string] | undefined

  /** The task is over without having run. */
  drop(task: TaskRecord, overflow: string, limit: number): void {
    // A stack would name the job that found no room, which is nobody's fault; and there may be thousands of them.
    const { stackTraceLimit } = Error
    Reflect.set(Error, 'stackTraceLimit', 0)
    const error = coded(Error, taskDropped(task.name, task.scope.name, overflow, `${limit}`))
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
    this.#last = [overflow, task.name, task.scope.name, `${limit}`]
    task.settle('dropped', error)
  }

  /** For the line that is to come: once a place is free and none waits, or when it has lasted. */
  count(): void {
    if (!this.#count++) this.#since = clock()
    else if (clock() - this.#since >= PATIENCE) this.tell()
  }

  /** Prints the line, if there is one. No timer does that: on some hosts it would end with the request that set it. */
  tell(): void {
    if (!this.#count || !this.#last) return
    const [overflow, name, request, limit] = this.#last
    const line =
      this.#count === 1
        ? taskDropped(name, request, overflow, limit)
        : taskDroppedMany(`${this.#count}`, overflow, name, request, limit)
    this.#count = 0
    print('error', line)
  }
}
