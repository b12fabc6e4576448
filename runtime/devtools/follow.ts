// What becomes of each request and its tasks, for the page. Nothing of it is in a program that does not import `afterword/devtools`: it stands
// where scopes are registered and puts itself between a scope and its aid, through which each task is given, started and ended.
import { configureAfter } from '../configure.ts'
import { clock } from '../engine.ts'
import { stay } from '../listeners.ts'
import type { Aid, ScopeRecord, TaskRecord } from '../records.ts'
import { register } from '../register.ts'
import { Ring } from '../ring.ts'
import type { CloseDetail, Outcome, TaskInfo, TaskStatus } from '../types.ts'
import { clip, describeError, type Failed } from './text.ts'

/** Times are milliseconds since the request came in. */
export interface TaskView {
  readonly id: number
  readonly name: string
  readonly place: string | undefined
  /** `lost`: `drainAfter` waits for it no longer. */
  status: TaskStatus | 'waiting' | 'running' | 'lost'
  readonly given: number
  start?: number
  end?: number
  error?: Failed
  /** The task that gave it, where that is known. */
  readonly parent: number | undefined
  /** It ran in its request's own queue, under overload. */
  inline?: boolean
}

export interface RequestView {
  readonly id: number
  readonly name: string
  readonly host: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Milliseconds since it came in: now, for those that are not over. */
  now: number
  /** When the response was finished. */
  end?: number
  isOver: boolean
  outcome?: Outcome | undefined
  status?: number | undefined
  error?: Failed
  readonly headers: Readonly<Record<string, string>>
  readonly tasks: TaskView[]
  /** Tasks beyond those that are kept. */
  more: number
}

export interface Load {
  readonly running: number
  readonly waiting: number
  readonly concurrency: number | undefined
  readonly maxQueue: number | undefined
  readonly dropped: number
  readonly lost: number
}

export interface Kept {
  /** How many requests are kept. */
  max: number
  /** Names of headers that are shown. */
  headers: readonly string[]
  /** Of whom nothing is told: those who look at the page. */
  isQuiet(path: string): boolean
}

const MAX_TASKS = 200

/** The requests of this process, the oldest first, and who is told of each change. */
export class Follower {
  readonly #kept: Kept
  readonly #from = new WeakMap<ScopeRecord, { view: RequestView; from: number }>()
  readonly #views = new Map<number, { view: RequestView; from: number }>()
  readonly #aids = new WeakMap<Aid, Aid>()
  readonly #watchers = new Set<(view: RequestView) => void>()
  #dropped = 0
  #lost = 0
  #follows = false
  /** Takes back what stands where scopes are registered, if nobody else stands before it. */
  #leave: (() => boolean) | undefined
  #hear: (() => void) | undefined

  constructor(kept: Kept) {
    this.#kept = kept
  }

  /** From now on. A second call changes nothing. */
  start(): void {
    if (this.#follows) return
    this.#follows = true
    this.#hear ??= configureAfter({ onLost: stay((info: TaskInfo) => this.#lose(info)) })
    if (this.#leave) return
    register.scopes ??= new Ring()
    const { scopes } = register
    const { add } = scopes
    const ours = (scope: ScopeRecord): void => {
      add.call(scopes, scope)
      this.#open(scope)
    }
    scopes.add = ours
    this.#leave = () => {
      const isFirst = scopes.add === ours
      if (isFirst) scopes.add = add
      return isFirst
    }
    for (const scope of scopes) this.#open(scope)
  }

  /** A module that is loaded again makes another page in place of this one. */
  stop(): void {
    this.#follows = false
    this.#hear?.()
    this.#hear = undefined
    if (this.#leave?.()) this.#leave = undefined
  }

  /** The newest first. */
  views(): RequestView[] {
    return [...this.#views.values()].map(({ view, from }) => stamp(view, from)).reverse()
  }

  load(): Load {
    const { concurrency, maxQueue } = register.config
    const waiting = register.overload?.waiting.length ?? 0
    return {
      running: register.running,
      waiting,
      concurrency,
      maxQueue,
      dropped: this.#dropped,
      lost: this.#lost,
    }
  }

  /** Returns what ends it. */
  watch(watcher: (view: RequestView) => void): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  #open(scope: ScopeRecord): void {
    // Of one that was closed before the beginning too little is known.
    if (!this.#follows || this.#from.has(scope) || scope.state !== 'open') return
    const { name, host, id } = scope
    if (this.#kept.isQuiet(name.slice(name.indexOf(' ') + 1))) return
    const view: RequestView = {
      id,
      name: clip(name, 500),
      host: clip(host, 100),
      at: Date.now(),
      now: 0,
      isOver: false,
      headers: this.#headersOf(scope),
      tasks: [],
      more: 0,
    }
    const known = { view, from: clock() }
    this.#from.set(scope, known)
    this.#views.set(id, known)
    for (const old of this.#views.keys()) {
      if (this.#views.size <= this.#kept.max) break
      this.#views.delete(old)
    }
    ;(scope as { aid: Aid }).aid = this.#aidOf(scope.aid)
    for (const task of scope.tasks) this.#give(scope, task)
    this.#tell(scope)
  }

  #aidOf(aid: Aid): Aid {
    const known = this.#aids.get(aid)
    if (known) return known
    const between: Aid = {
      ...aid,
      give: (scope, task) => {
        aid.give(scope, task)
        this.#give(scope, task)
        this.#tell(scope)
      },
      start: (task, work) => {
        const given = aid.start(task, work)
        const view = this.#viewOf(task)
        if (view) {
          view.status = 'running'
          view.start = this.#since(task.scope)
          if (task.inline) view.inline = true
        }
        this.#tell(task.scope)
        return given
      },
      over: (task) => {
        aid.over(task)
        this.#end(task)
        this.#tell(task.scope)
      },
      close: (scope, detail) => {
        this.#close(scope, detail)
        aid.close(scope, detail)
        this.#tell(scope)
      },
      drained: (scope) => {
        aid.drained(scope)
        const { view } = this.#from.get(scope) ?? {}
        if (view) view.isOver = true
        this.#tell(scope)
      },
    }
    this.#aids.set(aid, between)
    return between
  }

  #give(scope: ScopeRecord, task: TaskRecord): void {
    const { view } = this.#from.get(scope) ?? {}
    if (!view || view.tasks.some(({ id }) => id === task.id)) return
    view.isOver = false
    if (view.tasks.length >= MAX_TASKS) {
      view.more++
      return
    }
    const { id, name, place, startedAt } = task
    const given = this.#since(scope)
    view.tasks.push({
      id,
      name: clip(name, 200),
      place: place && clip(place, 500),
      status: startedAt === undefined ? 'waiting' : 'running',
      given,
      ...(startedAt === undefined ? {} : { start: given }),
      parent: giverOf(view, task),
    })
  }

  #end(task: TaskRecord): void {
    const { result } = task
    if (!result) return
    if (result.status === 'dropped') this.#dropped++
    const view = this.#viewOf(task)
    if (!view) return
    view.status = result.status
    view.end = this.#since(task.scope)
    if (result.error !== undefined) view.error = describeError(result.error)
  }

  /** It may still end, until the process does. */
  #lose({ id, scope }: TaskInfo): void {
    this.#lost++
    const known = this.#views.get(scope)
    const task = known?.view.tasks.find((each) => each.id === id)
    if (!known || !task) return
    task.status = 'lost'
    task.end = clock() - known.from
    this.#tellOf(known)
  }

  #close(scope: ScopeRecord, { status, error }: CloseDetail): void {
    const { view } = this.#from.get(scope) ?? {}
    if (!view) return
    view.end = this.#since(scope)
    view.outcome = scope.outcome
    view.status = status
    if (error !== undefined) view.error = describeError(error)
  }

  #viewOf({ scope, id }: TaskRecord): TaskView | undefined {
    return this.#from.get(scope)?.view.tasks.find((task) => task.id === id)
  }

  #since(scope: ScopeRecord): number {
    return clock() - (this.#from.get(scope)?.from ?? 0)
  }

  #tell(scope: ScopeRecord): void {
    const known = this.#from.get(scope)
    if (known && this.#views.has(known.view.id)) this.#tellOf(known)
  }

  #tellOf({ view, from }: { view: RequestView; from: number }): void {
    stamp(view, from)
    for (const watcher of this.#watchers) watcher(view)
  }

  #headersOf({ live }: ScopeRecord): Record<string, string> {
    const found: Record<string, string> = {}
    for (const name of this.#kept.headers) {
      const headers = live?.request?.headers as Record<string, unknown> & { get?: unknown }
      const value = typeof headers?.get === 'function' ? headers.get(name) : headers?.[name.toLowerCase()]
      if (value !== null && value !== undefined) found[name] = clip(String(value), 500)
    }
    return found
  }
}

function stamp(view: RequestView, from: number): RequestView {
  view.now = clock() - from
  return view
}

/** After an `await` the runtime knows which tasks ran when this one was given: where that was one, it is the one. */
function giverOf({ tasks }: RequestView, task: TaskRecord): number | undefined {
  const giver = register.task
  if (giver?.scope === task.scope) return giver.id
  const running = tasks.filter(({ status }) => status === 'running')
  return task.origin.during.length === 1 && running.length === 1 ? running[0]?.id : undefined
}
