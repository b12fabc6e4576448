// A scope whose tasks are Next's own: each is handed to Next's `after`, which says when it is due, in which context it runs, what it may ask
// (`headers`, `cookies`, `revalidateTag`), and keeps the platform alive.
//
//   after(task, { name, key, … })   →   Next's after(() => the task, by our rules)
//
// The scope is closed when Next calls the first of them. What is handed over where Next's context is lost goes through the entry's.
import { after as nextAfter } from 'next/server'
import type { Aid } from '../../aid.ts'
import { isThenable } from '../../drain.ts'
import { AfterwordError, coded } from '../../error.ts'
import { bindWhenRead } from '../../hold.ts'
import { nextRefused } from '../../messages.generated.ts'
import { register } from '../../register.ts'
import { type Live, RequestScope } from '../../scope.ts'
import type { AfterHandle, AfterOptions, Task, TaskFunction } from '../../types.ts'
import { type Context, currentWork, leaveContext, type Visit, visitOf, type Work } from './visit.ts'

/** What is rendered while the app is built is sent to nobody. */
const outcome = process.env.NEXT_PHASE === 'phase-production-build' ? 'prerendered' : undefined

export class NextScope extends RequestScope {
  #work: WeakRef<Work> | undefined

  constructor(live: Live, aid: Aid) {
    super(live, aid)
    // Next tells of the end of a request only to those who gave it a task.
    register.scopes.delete(this)
  }

  /** The context is kept by Next's record: a scope that a closure keeps for ever keeps no request. */
  enterVisit(work: Work): this {
    const { scopes, contexts } = visitOf(work)
    scopes.add(this)
    contexts.set(this, leaveContext())
    this.#work = new WeakRef(work)
    return this
  }

  get #visit(): Visit | undefined {
    const work = this.#work?.deref()
    return work && visitOf(work)
  }

  /** The way back to this request, where another one's context (or none) has called. */
  get context(): Context | undefined {
    const work = this.#work?.deref()
    return work && work !== currentWork() ? visitOf(work).contexts.get(this) : undefined
  }

  override after(task: Task, options: AfterOptions = {}, place?: string): AfterHandle {
    let own: Context | undefined
    const work = isThenable(task) ? task : within(task, () => own)
    // It would be called after the wrapper; what is compiled has the place.
    if (!place && typeof task === 'function') Object.defineProperty(work, 'name', { value: task.name })
    const given = super.after(work, options, place)
    const { key } = options
    if (key) for (const each of this.#siblings()) each.drop(key)
    const due = () => {
      own = leaveContext()
      this.close(outcome)
      return given.done
    }
    try {
      this.#hand(due)
    } catch (cause) {
      given.cancel()
      if (this.tasks.size === 0) register.scopes.delete(this)
      throw Object.assign(coded(AfterwordError, nextRefused(place ?? 'an unknown place')), { cause })
    }
    return given
  }

  override cancel(name: string): boolean {
    let found = super.cancel(name)
    for (const each of this.#siblings()) found = each.cancelOwn(name) || found
    return found
  }

  cancelOwn(name: string): boolean {
    return super.cancel(name)
  }

  drop(key: string): void {
    for (const task of this.tasks) if (task.options.key === key) task.cancel()
  }

  #siblings(): NextScope[] {
    return [...(this.#visit?.scopes ?? [])].filter((each) => each !== this)
  }

  /** Next calls at once what comes late; a task never starts inside of this call, all the same. */
  #hand(due: () => Promise<unknown>): void {
    const { context } = this
    if (context) context(nextAfter, due)
    // Of a request that nobody remembers: nothing of Next's is left to wait for.
    else if (this.#work && !this.#work.deref()) due()
    else nextAfter(due)
  }
}

bindWhenRead(NextScope.prototype, ['after', 'cancel'])

/** Takes a parameter if the task does: that decides what it is called with. */
function within(task: TaskFunction, context: () => Context | undefined): TaskFunction {
  if (typeof task !== 'function') return task
  const run = (...args: Parameters<TaskFunction>) => {
    const back = context()
    return back ? back(task, ...args) : task(...args)
  }
  return task.length ? (info) => run(info) : run
}
