// What the files of the runtime know of one another, as types: the records of a request and of its tasks, and who helps with them. So none of
// them asks another for its types: each asks this one, and this one asks nobody but for the public shapes.
import type {
  AfterHandle,
  AfterInfo,
  AfterResult,
  CloseDetail,
  GivenOptions,
  OpenScopeOptions,
  Outcome,
  RequestLike,
  Scope,
  ScopeState,
  TaskFunction,
  TaskInfo,
  TaskStatus,
} from './types.ts'

/** A function, whatever it takes: only its identity or its name is of interest. */
export type AnyFunction = (...args: never[]) => unknown

/** What the handler threw, once it has. */
export interface Failure {
  readonly thrown?: boolean
  readonly error?: unknown
  /** A framework turns errors into responses: with a status below 500 it was an answer (a 404, a 401), not a failure. */
  readonly answered?: boolean | undefined
}

/** What a scope lets go of when it is drained, all at once. */
export interface Live extends OpenScopeOptions, CloseDetail {
  /** waitUntil knows of this scope. */
  kept?: boolean | undefined
  /** What `headers()` and `cookies()` made for this request. */
  headers?: unknown
  cookies?: unknown
  /** The render of another request that it was opened or run in: a component has called a handler of its own process. */
  within?: Scope | null | undefined
  /** What was called through `cache`, for each render. */
  memo?: WeakMap<object, unknown> | undefined
  /** The last render that began before the response was finished. */
  render?: object | undefined
  /** What the handler threw, for the host that has called it. */
  failure?: Failure | undefined
  /** The process is about to stop: the connection of this request shall carry no other. */
  hangUp?: (() => void) | undefined
  /** Nothing of the response has been sent. */
  waits?: (() => boolean) | undefined
  /** Node's own response, whose end can be held back until durable tasks are stored. No type of Node's: programs without them read this one. */
  readonly response?: object | undefined
  /**
   * Where there is none: the answer waits for what `ahead` gives, asked again until it gives nothing. `gone` is called when it waits no longer.
   * False: it is handed on.
   */
  hold?(ahead: () => Promise<unknown> | undefined, gone: () => void): boolean
  /** The headers without the request, where `request.headers` would hold it. */
  headersAlone?: (() => RequestLike['headers']) | undefined
}

/** What stands in a ring (`ring.ts`). */
export interface Link {
  before?: Link | null
  /** Not there, or null, where it is in none. */
  next?: Link | null
}

/** Such a ring. */
export interface Members<Member extends Link> extends Iterable<Member> {
  readonly size: number
  add(member: Member): void
  delete(member: Member): void
  has(member: object): boolean
}

/** A scope, as the files behind it know it (`scope.ts`). */
export interface ScopeRecord extends Scope, Link {
  readonly aid: Aid
  tasks: Members<TaskRecord>
  /** That of the aid, which counts nothing, until a task is over. */
  report: Record<TaskStatus, number>
  state: ScopeState
  outcome: Outcome | undefined
  status: number | undefined
  closedAt: number | undefined
  /** What its host holds of the request. Null once the response is finished, unless a task may ask for what was made until then (`keep.ts`). */
  live: Live | null
  /** What is left of the request then: the lines of its head. Tasks that are given late may ask, as all others. */
  lines?: RequestLike['headers'] | undefined
  /** By `clock()`: when the route file's `maxDuration` is over. */
  until?: number | undefined
  /** When the host will stop this work. */
  deadline?: Date | undefined
  /** Whoever opened it looks at the failures of its tasks: none is printed. */
  quiet?: boolean
  /** A task is over. */
  over(task: TaskRecord): void
}

/** A task, as the files behind it know it (`drain.ts`). */
export interface TaskRecord extends AfterHandle, Link, Limited, Placed {
  readonly scope: ScopeRecord
  readonly options: GivenOptions
  readonly place: string | undefined
  givenAt: number
  startedAt: number | undefined
  endedAt?: number | undefined
  origin: Origin
  result: AfterResult | undefined
  /** Asks for the job that starts it. A promise has been running since before it was given, and has none. */
  due?: (() => void) | undefined
  run(): void
  settle(status: TaskStatus, error?: unknown): void
}

/** Where a task comes from. */
export interface Origin {
  /** The names of the tasks that it was given in, outermost first. */
  readonly chain: readonly string[]
  readonly during: readonly string[]
}

interface Limited {
  timer?: ReturnType<typeof setTimeout> | undefined
}

interface Placed {
  /** It holds one of the places of `concurrency`, or runs beyond them. */
  placed: boolean
  /** Its request runs it itself. */
  inline?: boolean
  /** Where it waits. */
  queue?: Waiting | undefined
}

/** Where tasks wait (`queue.ts`). */
export interface Waiting {
  leave(task: TaskRecord): void
}

/** What the core leaves to others (`aid.ts`). */
export interface Aid {
  /** The report and the tasks of a scope that has had none. */
  readonly none: Record<TaskStatus, number>
  readonly nobody: Members<TaskRecord>
  from(carrier: unknown): Scope | null
  place(caller: AnyFunction, task: unknown, given: unknown): string | undefined
  lost(call: string, caller: AnyFunction, place?: string, carrier?: unknown): Error
  check(task: unknown, options: GivenOptions, place: string | undefined): void
  /** A task is about to be the scope's. */
  give(scope: ScopeRecord, task: TaskRecord): void
  close(scope: ScopeRecord, detail: CloseDetail): void
  /** The scope is closed and has no task left. */
  drained(scope: ScopeRecord): void
  /** A task is made: what is known of it from the beginning. */
  note(task: TaskRecord): void
  /** Whether a callback may start now. If not, it is started later. */
  admit(task: TaskRecord): boolean
  /** A task starts: what to call it with. Without `work` it is a promise. */
  start(task: TaskRecord, work?: TaskFunction): [] | [AfterInfo]
  over(task: TaskRecord): void
}

/** What holds to the limits (`overload.ts`). */
export interface Limits {
  readonly waiting: { readonly length: number }
  readonly drops: { count(): void; tell(): void }
  submit(task: TaskRecord): boolean
  fill(): void
  over(task: TaskRecord): void
}

/** Who tells the hooks of `configureAfter` (`watch.ts`). */
export interface Watch {
  opened(scope: ScopeRecord): void
  given(scope: ScopeRecord, task: TaskRecord): void
  /** `line` prints the failure, where it is one, for want of a hook that takes it. */
  over(scope: ScopeRecord, info: TaskInfo, error: unknown, line: (() => void) | undefined): void
  lost(tasks: readonly TaskInfo[]): void
  /** `over`, and what hooks have returned by then. */
  told<Result>(scope: ScopeRecord, over: Promise<Result>): Promise<Result>
}
