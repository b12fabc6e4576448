// The public shapes, in one place: what an application, a server and a host may rely on.
// Times are milliseconds; moments ending in `At` are readings of `performance.now()`.

/** How a response ended. `undefined` where a host cannot know: never a guess. */
export type Outcome = 'sent' | 'errored' | 'aborted' | 'prerendered'

/** `open` until the response is finished, `closed` while its tasks run, `drained` when none is left. */
export type ScopeState = 'open' | 'closed' | 'drained'

/** What a callback that declares a parameter receives. */
export interface AfterInfo {
  /** How the response ended; `undefined` if the host cannot know. A redirect or a 404 is `sent` with its status. */
  readonly outcome: Outcome | undefined
  /** The HTTP status that was sent, if one was. */
  readonly status: number | undefined
  /** What the handler threw, if it threw. */
  readonly error: unknown
  /** Fires at `deadline`. An engine without AbortController has none: reading it throws `AFTERWORD_ENGINE_LACKS`. */
  readonly signal: AbortSignal
  /** The nearest of the task's timeout, the route file's `maxDuration` and the host's budget; `undefined` if there is none. */
  readonly deadline: Date | undefined
  readonly id: number
  readonly name: string
  /** Of a durable task. */
  readonly job?: JobInfo | undefined
}

/** The job of a durable task. */
export interface JobInfo {
  /** The same for all attempts: what makes a call of another service happen once. */
  readonly id: string
  /** The first is 1. */
  readonly attempt: number
  /** How often it is tried. */
  readonly attempts: number
  readonly storedAt: Date
  /** The request that gave it: `POST /orders`. */
  readonly from: string
}

/** What a durable callback that declares a parameter receives. How the response ended is not known there. */
export interface DurableInfo extends AfterInfo {
  readonly job: JobInfo
}

/** A callback that declares no parameter is called with no argument, as in Next. */
export type TaskFunction = (info: AfterInfo) => unknown
export type Task = TaskFunction | PromiseLike<unknown>

/** A task that is durable: its job is there. */
export type DurableTask = (info: DurableInfo) => unknown

/** `key` and `on` are for callbacks: a promise has been running since before it was given. */
export interface AfterOptions {
  /**
   * What reports call the task, and `after.cancel(name)`. Default: `file:line` of the `after` call.
   * @example after(() => mail(order), { name: 'confirmation' })
   */
  readonly name?: string | undefined
  /**
   * Of the tasks with one key in one request, the last given replaces those that have not started.
   * @example for (const item of cart) after(() => index(cart.id), { key: cart.id }) // once
   */
  readonly key?: string | undefined
  /**
   * Which outcome the task is for. Default `always`; an unknown outcome runs only what is `always`.
   * @example after(() => refund(order), { on: 'error' })
   */
  readonly on?: 'always' | 'success' | 'error' | 'abort' | undefined
  /**
   * Milliseconds from the task's start to its `signal`, 1 to 2147483647.
   * @example after(({ signal }) => fetch(hook, { signal }), { timeout: 5_000 })
   */
  readonly timeout?: number | undefined
  /** Needs a name (`DurableAfterOptions`). */
  readonly durable?: false | undefined
}

/** What `durable: { … }` may hold beside what holds for every task. */
export interface DurableOptions {
  /** One job for each id of this name, whoever stores it and how often. Default: each call is a job of its own. */
  readonly id?: string | undefined
  /** Milliseconds from when it is stored, or a moment: it runs no sooner. */
  readonly delay?: number | Date | undefined
  /** How often it is tried, from 1. Default 5. */
  readonly attempts?: number | undefined
  /** Milliseconds between attempts, or how they grow: `delay`, twice that, … up to `max`. Default: from a second to a quarter of an hour. */
  readonly backoff?: number | { readonly delay: number; readonly max?: number | undefined } | undefined
  /** A transaction of yours, of pg, Drizzle, Kysely, Prisma or Knex: the job is stored with it, or not at all. Await the handle's `done` in it. */
  readonly tx?: unknown
  /** Makes what an older deploy has captured what this one captures. It is moved to the job, and can use nothing of the function around it. */
  // biome-ignore lint/suspicious/noExplicitAny: what it was is not known to this deploy
  readonly upgrade?: ((old: Record<string, any>) => Record<string, unknown>) | undefined
  /** `run`: where the engine cannot be reached, the task runs here once, after the response. Default: it is reported as failed. */
  readonly failover?: 'run' | undefined
}

/** The options of a task that survives its process. `timeout` is for each attempt; default 15 minutes. */
export interface DurableAfterOptions extends Omit<AfterOptions, 'name' | 'durable'> {
  /** A literal, one in the project: workers know the task by it. */
  readonly name: string
  readonly durable: true | DurableOptions
}

/** Either form. */
export type GivenOptions = AfterOptions | DurableAfterOptions

/** `cancelled` was taken back or replaced by its key, `skipped` was for another outcome, `dropped` was given up under overload. */
export type TaskStatus = 'done' | 'failed' | 'timeout' | 'skipped' | 'cancelled' | 'dropped'

export interface AfterResult {
  readonly status: TaskStatus
  /** What was thrown, for `failed` and `timeout`; why it never ran, for `dropped`. */
  readonly error?: unknown
}

export interface AfterHandle {
  readonly id: number
  readonly name: string
  /** Takes the task back. True if it had not started and now never will. */
  cancel(): boolean
  /** Fulfils when the task is over; never rejects. */
  readonly done: Promise<AfterResult>
}

/** A task as `onTask`, `onError` and `drainAfter` describe it. */
export interface TaskInfo {
  readonly id: number
  readonly name: string
  /** Where its `after` was written, `file:line`, if known. */
  readonly place: string | undefined
  /** The scope's name, for HTTP hosts method and path: `POST /orders`. */
  readonly request: string
  readonly host: string
  /** The id of its scope. */
  readonly scope: number
  /** The names of the tasks that it was given in, outermost first. */
  readonly chain: readonly string[]
  /** For a task given after an `await` of another: the names of the tasks that ran at that moment. */
  readonly during: readonly string[]
  /** Whole milliseconds since it was given. */
  readonly age: number
  readonly givenAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  /** When its scope was closed, that is when the response was finished. Not known of a request that had no task then, where no hook was set. */
  readonly closedAt: number | undefined
  readonly outcome: Outcome | undefined
  /** How it ended; `undefined` while it has not. */
  readonly status: TaskStatus | undefined
}

/** What became of a scope's tasks: a number for each status. */
export type Report = { readonly [status in TaskStatus]: number }

/** What a host knows of the response when it closes the scope. */
export interface CloseDetail {
  readonly status?: number | undefined
  readonly error?: unknown
  /** When the host will stop this work, where it begins to count only now. */
  readonly deadline?: Date | undefined
}

/** The record of one request on one host entry. */
export interface Scope {
  readonly id: number
  /** The module that opened it: `node`, `fetch`, `express`, `fastify`, `hono`, `h3`, `lambda`, or what `openScope` was told. */
  readonly host: string
  /** For HTTP hosts method and path without the query: `POST /orders`. */
  readonly name: string
  readonly state: ScopeState
  readonly outcome: Outcome | undefined
  /** Fulfils when the scope is drained; never rejects. */
  readonly drained: Promise<Report>
  /** Calls `fn(...args)` with this scope in the register, puts back what was there, and returns what `fn` returned. */
  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result
  /** As `after`, for this scope. `place` is what compiled code adds. */
  after(task: Task, options?: GivenOptions, place?: string): AfterHandle
  /** Cancels every task of that name that has not started. True if there was one. */
  cancel(name: string): boolean
  /**
   * The response is finished: starts the drain. The first outcome wins, later calls change nothing.
   * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION` in a scope of `openScope`
   */
  close(outcome?: Outcome, detail?: CloseDetail): void
}

/** The part of a request that `headers()` and `cookies()` read: a Request or an IncomingMessage will do. */
export interface RequestLike {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface OpenScopeOptions {
  /** The values that identify this scope from now on: the request, the response, a framework's context. */
  readonly carriers?: readonly object[] | undefined
  /** Keeps the host alive until the promise is settled. Called once, at the scope's first task. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined
  /** Default `custom`. */
  readonly host?: string | undefined
  /** Default `request`. */
  readonly name?: string | undefined
  /** What `headers()` and `cookies()` read. */
  readonly request?: RequestLike | undefined
  /** Replaces the Set-Cookie lines that `cookies()` has written so far. False: the headers have been sent. */
  readonly setCookies?: ((lines: readonly string[]) => boolean) | undefined
  /** When the host will stop this work. */
  readonly deadline?: Date | undefined
}

/**
 * What happens to a callback that is due where `concurrency` places are taken and `maxQueue` others wait:
 *
 * - `run`: of those that wait and itself the first starts, beyond `concurrency`. Nothing is lost, nothing is held back.
 * - `inline`: its request runs it itself, beside the places, and holds back its further callbacks until it is over.
 *   Nothing is lost; at most `concurrency` and one for each such request run at once. It is what thread pools call
 *   "caller runs"; the caller is the request after its response, so that no response waits.
 * - `drop-new`: it is dropped.
 * - `drop-old`: the one that has waited longest is dropped, and it waits instead; with `maxQueue: 0` it is dropped itself.
 */
export type Overflow = 'run' | 'drop-new' | 'drop-old' | 'inline'

export interface AfterConfig {
  /** Milliseconds for every task that names none. Default: none. */
  readonly timeout?: number | undefined
  /**
   * How many callbacks may run at once in this process, from 1. Default: no limit. The others wait, in the order in which they
   * became due. Promises are running already and are not counted. A task that waits for the `done` of another holds the place
   * that the other may be waiting for.
   */
  readonly concurrency?: number | undefined
  /**
   * How many callbacks may wait for a place in this process, from 0. Default: no limit. Those whose response is not finished
   * are not due, and do not wait. Without `concurrency` none waits.
   */
  readonly maxQueue?: number | undefined
  /** What happens beyond `maxQueue`. Default `run`. */
  readonly overflow?: Overflow | undefined
  /**
   * Receives every task that failed, timed out or was dropped, instead of the line on `console.error`. Dropped ones have an error
   * with the code `AFTERWORD_TASK_DROPPED`; without this hook many of them make one line.
   */
  readonly onError?: ((error: unknown, info: TaskInfo) => unknown) | undefined
  /** Receives every task when it is over, however it ended, and what it has thrown. */
  readonly onTask?: ((info: TaskInfo, error: unknown) => unknown) | undefined
  /** Receives the scope of every request when it opens, before the handler runs. */
  readonly onRequest?: ((scope: Scope) => unknown) | undefined
  /**
   * Receives every task when it is given, with the scope of its request. A function that it returns is called when the callback
   * is due, with what starts it: for a context that the task shall run in. One that does not call `start` changes nothing.
   */
  readonly onGive?: ((info: TaskInfo, scope: Scope) => ((start: () => void) => unknown) | void) | undefined
  /** Receives every task that `drainAfter` no longer waits for. The task may still go on, until the process ends. */
  readonly onLost?: ((info: TaskInfo) => unknown) | undefined
  /** Prints each request that gave tasks, with them, when they are over: for development. Default false. */
  readonly log?: boolean | undefined
  /** What `after` does on a host that cannot keep work alive after the response. Default `throw`; `warn` warns once for each place. */
  readonly onNoHost?: 'throw' | 'warn' | undefined
}

export interface HostInfo {
  /** The platform's: `node`, `deno`, `bun`, `workers`, `vercel`, `netlify`, `lambda`, `next`, `browser`, else `unknown`. */
  readonly name: string
  /** Whether work is kept alive once the response has been sent. */
  readonly keepsAlive: boolean
  /** Milliseconds that the host grants after the response, where it says so. */
  readonly budgetMs?: number | undefined
  /** `exact`: the host tells when the last byte was handed over. `handoff`: only when the body was read to its end. */
  readonly bodyEnd: 'exact' | 'handoff'
}
