// A scope whose tasks are Next's own: each is handed to Next's `after`, which says when it is due, in which context it runs, what it may ask
// (`headers`, `cookies`, `revalidateTag`), and keeps the platform alive.
//
//   after(task, { name, key, … })   →   Next's after(() => begin the task, by our rules)
//
// The scope is closed when Next has sent the response, or calls the first of them. What is handed over where Next's context is lost goes through
// the entry's, in a job of its own.
import { after as nextAfter } from 'next/server'
import { isThenable, noOptions, type Pending } from '../../drain.ts'
import { AfterwordError, coded } from '../../error.ts'
import { bindWhenRead } from '../../hold.ts'
import { untilTold } from '../../keep.ts'
import { nextRefused } from '../../messages.generated.ts'
import { register } from '../../register.ts'
import { RequestScope } from '../../scope.ts'
import type { AfterHandle, GivenOptions, Task } from '../../types.ts'
import { Context, currentWork, type Visit, type Visitor, visitOf, type Work } from './visit.ts'

/** What is rendered while the app is built is sent to nobody. */
const outcome = process.env.NEXT_PHASE === 'phase-production-build' ? 'prerendered' : undefined

export class NextScope extends RequestScope implements Visitor {
  #work: WeakRef<Work> | undefined

  enterVisit(work: Work): this {
    // Next waits for the requests themselves when the process is to stop.
    register.scopes.delete(this)
    const visit = visitOf(work)
    visit.enter(this, new Context())
    this.#work = visit.work
    return this
  }

  get #visit(): Visit | undefined {
    const work = this.#work?.deref()
    return work && visitOf(work)
  }

  /** The way back to this request, where another one's context (or none) has called. */
  get context(): Context | undefined {
    const work = this.#work?.deref()
    return work && work !== currentWork() ? visitOf(work).contextOf(this) : undefined
  }

  /** Nothing of the request is left, and no context leads back to it. */
  get forgotten(): boolean {
    return this.#work !== undefined && !this.#work.deref()
  }

  override after(task: Task, options: GivenOptions = noOptions, place?: string): AfterHandle {
    const given = super.after(task, options, place) as Pending
    const { key } = options
    if (key) for (const each of this.#siblings()) each.drop(key)
    let handed = false
    const due = () => {
      this.end()
      // Next calls at once what comes late; a task never starts inside of this call, all the same.
      if (handed && !register.scope && !isThenable(task)) given.start()
      else given.begin()
      // Also of one that is over: what hooks do for it may not be.
      if (register.watch) return untilTold(this, given.done)
      return given.result ? undefined : given.done
    }
    const refused = (cause: unknown) =>
      Object.assign(coded(AfterwordError, nextRefused(place ?? 'an unknown place')), { cause })
    try {
      // In a job of its own: only `onError` can be told.
      this.#hand(due)?.catch((cause) => given.settle('failed', refused(cause)))
    } catch (cause) {
      given.cancel()
      if (this.tasks.size === 0) register.scopes.delete(this)
      throw refused(cause)
    }
    handed = true
    return given
  }

  end(): void {
    this.close(outcome)
  }

  /** Next's own call begins each task, in the context that is due to it. */
  override begin(): void {}

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

  #siblings(): Iterable<Visitor> {
    return this.#visit?.besides(this) ?? []
  }

  #hand(due: () => unknown): Promise<void> | undefined {
    const { context } = this
    if (context) return context.run(() => nextAfter(due))
    // Of a request that nobody remembers: nothing of Next's is left to wait for.
    else if (this.forgotten) due()
    else nextAfter(due)
    return undefined
  }
}

bindWhenRead(NextScope.prototype, ['after', 'cancel'])
