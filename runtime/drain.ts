// One task, from `after` to its end.
//
//   given ──(scope closes, or is closed already)──▶ a microtask of its own ──▶ started ──▶ over
//
// A job of its own for every task: it never runs inside the call that gave it or closed the scope, the register is
// empty around it (I1), all tasks of a round start before the first of them goes on, and none can stop another.
import type { Link, Origin, ScopeRecord, TaskRecord } from './records.ts'
import { register, runIn } from './register.ts'
import type { AfterResult, GivenOptions, Task, TaskFunction, TaskStatus } from './types.ts'

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

/**
 * Gives what asks for `job`: a job of its own, in the async context of *this* moment, whoever asks. For a promise's reaction has the context
 * in which `then` was called, in every engine: so the application's AsyncLocalStorage is that of the request, and none is needed here.
 */
export function later(job: () => void): () => void {
  let ask: unknown
  new Promise<void>((resolve) => {
    ask = resolve
  }).then(job)
  return ask as () => void
}

/** A job of its own, in any engine: not all that have promises have `queueMicrotask`. */
function soon(job: () => void): void {
  later(job)()
}

/** Of a task that is given without. */
export const noOptions: GivenOptions = {}

// Only what no other file asks for is private: a task of another copy of the package may be asked too.
export class Pending implements TaskRecord {
  readonly id: number = ++register.ids
  declare readonly name: string
  declare readonly scope: ScopeRecord
  declare readonly options: GivenOptions
  declare readonly place: string | undefined
  declare givenAt: number
  declare startedAt: number | undefined
  declare origin: Origin
  declare placed: boolean
  before: Link | null = null
  next: Link | null = null
  result: AfterResult | undefined
  /** Asks for the job that starts it. A promise has been running since before it was given, and has none. */
  due?: (() => void) | undefined
  #work: TaskFunction | undefined
  #done: Promise<AfterResult> | undefined
  #tell: ((result: AfterResult) => void) | undefined

  constructor(scope: ScopeRecord, task: Task, options: GivenOptions, place: string | undefined) {
    this.name = options.name ?? place ?? ((task as TaskFunction).name || 'task')
    this.scope = scope
    this.options = options
    this.place = place
    scope.aid.note(this)
    if (isThenable(task)) {
      scope.aid.start(this)
      watch(this, task)
    } else this.#work = task
  }

  get done(): Promise<AfterResult> {
    this.#done ??= new Promise((resolve) => {
      if (this.result) resolve(this.result)
      else this.#tell = resolve
    })
    return this.#done
  }

  cancel(): boolean {
    const waits = this.startedAt === undefined && !this.result
    if (waits) this.settle('cancelled')
    return waits
  }

  /** Its start has the async context of this moment. */
  begin(): void {
    if (!this.#work) return
    this.due = later(() => this.start())
    if (this.scope.state !== 'open') this.due()
  }

  start(): void {
    if (!this.result && this.scope.aid.admit(this)) this.run()
  }

  run(): void {
    const { scope } = this
    const work = this.#work as (...args: unknown[]) => unknown
    register.task = this
    try {
      const result = runIn(scope, work, scope.aid.start(this, work))
      if (isThenable(result)) watch(this, result)
      else this.settle('done')
    } catch (error) {
      this.settle('failed', error)
    }
    register.task = null
  }

  settle(status: TaskStatus, error?: unknown): void {
    if (this.result) return
    this.result = { status, error }
    this.#work = undefined
    this.scope.aid.over(this)
    this.#tell?.(this.result)
    this.scope.over(this)
  }
}

/** Not `#watch`: a private method is a field of every object. */
function watch(task: Pending, promise: PromiseLike<unknown>): void {
  const fail = (error: unknown) => task.settle('failed', error)
  try {
    Promise.resolve(promise).then(() => task.settle('done'), fail)
  } catch (error) {
    // A promise with a `then` of its own. Not at once: it may not be given yet.
    soon(() => fail(error))
  }
}
