// The record of one request: its tasks, its state, what is known of the response.
//
//   open ──close(outcome)──▶ closed: its tasks run ──none left──▶ drained: a tombstone (I6)
import { noOptions, Pending } from './drain.ts'
import type { Aid, Link, Live, Members, ScopeRecord, TaskRecord } from './records.ts'
import { register, runIn } from './register.ts'
import type {
  AfterHandle,
  CloseDetail,
  GivenOptions,
  Outcome,
  Report,
  RequestLike,
  ScopeState,
  Task,
  TaskStatus,
} from './types.ts'

/**
 * How a copy of the package knows the scopes of another. No parsed JSON has a symbol, so no request body passes for one; and what is found there
 * is the register that all copies share, so nothing does that answers whatever it is asked (a mock, a stub of another process).
 */
export const brand: unique symbol = Symbol.for('afterword.scope')

export class RequestScope implements ScopeRecord {
  readonly id: number = ++register.ids
  declare readonly host: string
  /** What `name` is made of. */
  declare readonly called: string
  declare readonly aid: Aid
  // Most requests give no task: what holds and counts tasks is made for the first.
  declare tasks: Members<TaskRecord>
  declare report: Record<TaskStatus, number>
  state: ScopeState = 'open'
  outcome: Outcome | undefined
  status: number | undefined
  closedAt: number | undefined
  declare live: Live | null
  declare lines: RequestLike['headers'] | undefined
  declare until?: number | undefined
  declare deadline?: Date | undefined
  /** Whoever opened it looks at the failures of its tasks: none is printed. */
  declare quiet?: boolean
  /** What the register held when it was opened: it is nearer than that to the callbacks it runs (R2). */
  declare opened?: RequestScope | null
  declare before?: Link | null
  declare next?: Link | null
  #drained: Promise<Report> | undefined
  #tell: ((report: Report) => void) | undefined

  /** `live` is taken as it is: a host makes one object for all that it knows of a request. */
  constructor(live: Live, aid: Aid) {
    this.host = live.host ?? 'custom'
    this.called = live.name ?? 'request'
    this.live = live
    this.aid = aid
    this.tasks = aid.nobody
    this.report = aid.none
    this.lines = undefined
  }

  get name(): string {
    return this.called
  }

  get [brand](): unknown {
    return register
  }

  get drained(): Promise<Report> {
    this.#drained ??= new Promise((resolve) => {
      if (this.state === 'drained') resolve(this.report)
      else this.#tell = resolve
    })
    return this.#drained
  }

  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    return runIn(this, fn, args)
  }

  after(task: Task, options: GivenOptions = noOptions, place?: string): AfterHandle {
    this.aid.check(task, options, place)
    const given = new Pending(this, task, options, place)
    this.aid.give(this, given)
    this.tasks.add(given)
    this.begin(given)
    return given
  }

  cancel(name: string): boolean {
    let found = false
    for (const task of this.tasks) if (task.name === name) found = task.cancel() || found
    return found
  }

  close(outcome?: Outcome, detail: CloseDetail = {}): void {
    if (this.state !== 'open') return
    this.state = 'closed'
    this.outcome = outcome
    this.status = detail.status
    this.aid.close(this, detail)
    this.rest()
  }

  /** A task was given. A framework may have its own time for it. */
  begin(task: Pending): void {
    task.begin()
  }

  /** A task is over. */
  over(task: TaskRecord): void {
    this.tasks.delete(task)
    this.rest()
  }

  /** Not `#rest`: a private method is a field of every object. */
  rest(): void {
    if (this.state === 'open' || this.tasks.size) return
    this.aid.drained(this)
    this.state = 'drained'
    this.live = null
    this.#tell?.(this.report)
  }
}
