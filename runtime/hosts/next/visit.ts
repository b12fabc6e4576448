// A request as Next knows it, by Next's own record of it (its work store): what the scopes of one request share.
//
//   Next's record ──▶ visit ──▶ the scopes of the request, each with Next's context of its entry
//         ▲                                    │
//         └──────────────── weakly ────────────┘
//
// So a scope that a closure keeps for ever keeps nothing of its request: the context holds Next's stores, and those the request.
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external'
import { later } from '../../drain.ts'
import { Same } from '../../stamp.ts'

/** Next's record. Alive as long as anything of the request can still run, and so is what is kept by it. */
export type Work = NonNullable<ReturnType<typeof workAsyncStorage.getStore>>

type Snapshot = <Result>(fn: () => Result) => Result

/**
 * The context of the moment in which this is made: Next's, React's and the application's own. A snapshot costs a hundred times what this costs,
 * and hardly a request needs one: it is taken when it is asked for, in a job that has this context.
 */
export class Context {
  readonly #ask = later(() => this.#found?.(takeSnapshot()))
  #snapshot: Promise<Snapshot> | undefined
  #found: ((snapshot: Snapshot) => void) | undefined

  /** Calls `fn` there, in a job of its own. */
  async run<Result>(fn: () => Result): Promise<Awaited<Result>> {
    this.#snapshot ??= new Promise((resolve) => {
      this.#found = resolve
      this.#ask()
    })
    const snapshot = await this.#snapshot
    return await snapshot(fn)
  }
}

/** What a scope is to the others of its request. */
export interface Visitor {
  /** The response is finished. */
  end(): void
  /** Gives up what has this key and has not started. */
  drop(key: string): void
  cancelOwn(name: string): boolean
}

export class Visit {
  /** One for all scopes of the request. */
  readonly work: WeakRef<Work>
  // Most requests have one scope: no collection is made for it.
  #first: Visitor | undefined
  #context: Context | undefined
  #others: Map<Visitor, Context> | undefined
  /** The response is finished. */
  #ended: boolean

  constructor(work: Work) {
    this.work = new WeakRef(work)
    const { afterContext } = work
    this.#ended = Boolean(afterContext?.isRequestClosed)
    try {
      if (!this.#ended) afterContext?.onClose?.(() => this.#end())
    } catch {
      // It ends at this moment.
      this.#ended = true
    }
  }

  enter(scope: Visitor, context: Context): void {
    if (this.#ended) scope.end()
    if (this.#first) {
      this.#others ??= new Map()
      this.#others.set(scope, context)
    } else {
      this.#first = scope
      this.#context = context
    }
  }

  /** Scopes that were given no task hear of the end by nothing else. */
  #end(): void {
    this.#ended = true
    this.#first?.end()
    for (const each of this.#others?.keys() ?? []) each.end()
  }

  contextOf(scope: Visitor): Context | undefined {
    return scope === this.#first ? this.#context : this.#others?.get(scope)
  }

  /** The other scopes of the request. */
  *besides(scope: Visitor): Generator<Visitor> {
    if (this.#first && this.#first !== scope) yield this.#first
    for (const each of this.#others?.keys() ?? []) if (each !== scope) yield each
  }
}

/** A visit, kept with Next's record: cheaper than an entry of a WeakMap whose key dies young (runtime/stamp.ts). */
class Kept extends Same {
  #visit: Visit

  private constructor(work: Work) {
    super(work)
    this.#visit = new Visit(work)
  }

  static visitOf(work: Work): Visit {
    if (!(#visit in work)) new Kept(work)
    return (work as unknown as Kept).#visit
  }
}

export const { visitOf } = Kept

/** What Next would answer here by itself, which is right as long as no pool, emitter or batcher of another request has called. */
export const currentWork = (): Work | undefined => workAsyncStorage.getStore()

const takeSnapshot = (): Snapshot =>
  (globalThis as unknown as { AsyncLocalStorage: { snapshot(): Snapshot } }).AsyncLocalStorage.snapshot()
