// Tasks that wait, the first first. Every step takes the same time however many wait: `shift()` of a long array moves them all.
import type { TaskRecord, Waiting } from './records.ts'

interface Link {
  readonly task: TaskRecord
  next?: Link
}

export class Queue implements Waiting {
  /** Those that were taken back while they waited are not counted, and never handed out. */
  length = 0
  #first: Link | undefined
  #last: Link | undefined

  push(task: TaskRecord): void {
    const link: Link = { task }
    if (this.#last && this.#first) this.#last.next = link
    else this.#first = link
    this.#last = link
    this.length++
    task.queue = this
  }

  shift(): TaskRecord | undefined {
    while (this.#first) {
      const { task, next } = this.#first
      this.#first = next
      if (task.queue !== this) continue
      this.leave(task)
      return task
    }
    return undefined
  }

  /** The task waits no longer. Its link stays until its turn comes. */
  leave(task: TaskRecord): void {
    task.queue = undefined
    this.length--
  }
}
