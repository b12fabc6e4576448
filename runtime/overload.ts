// At most `concurrency` callbacks of this process run at once, at most `maxQueue` wait, and `overflow` says what happens beyond.
//
//   due ──place free──▶ runs            ──queue has room──▶ waits ──place free──▶ runs
//       ──neither──▶  run: the one that has waited longest starts beyond the limit, this one waits
//                     inline: its request runs it, and keeps its further callbacks back meanwhile (a lane)
//                     drop-new, drop-old: one of them is over without having run
//
// Here and not in the core: `configureAfter` brings it in, once for all copies of the package.
import { occupy } from './admit.ts'
import { stayAwake } from './awake.ts'
import { later } from './drain.ts'
import { Drops } from './drops.ts'
import { Queue } from './queue.ts'
import type { ScopeRecord, TaskRecord } from './records.ts'
import { register } from './register.ts'

const isFree = (): boolean => register.running < (register.config.concurrency ?? Infinity)

export class Overload {
  readonly waiting: Queue = new Queue()
  readonly drops: Drops = new Drops()
  /** Requests that run a callback of theirs inline, each with those that it keeps back. */
  readonly #lanes = new WeakMap<ScopeRecord, Queue>()

  /** Whether the callback, which is due, may start now. */
  submit(task: TaskRecord): boolean {
    const lane = this.#lanes.get(task.scope)
    if (!lane && isFree()) return occupy(task)
    // In a job of its own: the end of another may make room for it. Taken back until then, it has made room itself.
    task.due = later(() => {
      if (!task.result) task.run()
    })
    stayAwake(task.scope)
    lane?.push(task)
    return !lane && this.#place(task)
  }

  #place(task: TaskRecord): boolean {
    const { maxQueue = Infinity, overflow = 'run' } = register.config
    const { waiting } = this
    if (isFree()) return occupy(task)
    if (waiting.length < maxQueue) {
      waiting.push(task)
      return false
    }
    if (overflow === 'inline') {
      this.#lanes.set(task.scope, new Queue())
      task.inline = true
      return true
    }
    // The order in which they became due is kept: what is new waits, unless none may.
    const first = overflow === 'drop-new' ? task : (waiting.shift() ?? task)
    if (first !== task) waiting.push(task)
    if (overflow !== 'run') this.drops.drop(first, overflow, maxQueue)
    else if (first === task) return occupy(task)
    else if (occupy(first)) first.due?.()
    return false
  }

  /** Gives free places to those that have waited longest. */
  fill(): void {
    while (isFree()) {
      const next = this.waiting.shift()
      if (!next) return this.drops.tell()
      occupy(next)
      next.due?.()
    }
  }

  over(task: TaskRecord): void {
    const { scope } = task
    task.queue?.leave(task)
    this.fill()
    if (!task.inline) return
    task.inline = false
    this.#advance(scope)
  }

  /** The request goes on with what it kept back, until it has to run one itself again. */
  #advance(scope: ScopeRecord): void {
    const lane = this.#lanes.get(scope)
    this.#lanes.delete(scope)
    for (let next = lane?.shift(); next; next = lane?.shift()) {
      if (!this.#place(next)) continue
      next.due?.()
      if (next.inline) break
    }
    if (lane?.length) this.#lanes.set(scope, lane)
  }
}
