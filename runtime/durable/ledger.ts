// The durable tasks of one request, stored together: before its response is over, where the host can hold that back, else at once.

import type { ServerResponse } from 'node:http'
import type { ScopeRecord } from '../records.ts'
import { holdBack } from './hold.ts'

/** One that waits to be stored. */
export interface Entry {
  /** Taken back, or replaced by its key. */
  readonly isOver: boolean
}

/** Stores them all. Never rejects: each entry is told what became of it. */
export type Store<E extends Entry> = (entries: readonly E[]) => Promise<void>

export class Ledger<E extends Entry> {
  readonly #store: Store<E>
  #waiting = new Set<E>()
  /** Whether the host calls before its response is over: not asked yet, yes, no longer. */
  #isHeld: boolean | undefined
  #isSoon = false
  #storing: Promise<void> | undefined

  constructor(store: Store<E>) {
    this.#store = store
  }

  add(scope: ScopeRecord, entry: E): void {
    this.#waiting.add(entry)
    this.#isHeld ??= this.#hold(scope)
    if (!this.#isHeld || scope.state !== 'open') this.soon()
  }

  #hold({ live }: ScopeRecord): boolean {
    const ahead = (): Promise<void> | undefined => this.flush() ?? this.#storing
    const gone = (): void => {
      this.#isHeld = false
      if (this.#waiting.size) this.soon()
    }
    const { response } = live ?? {}
    if (response) return holdBack(response as ServerResponse, ahead, gone)
    return live?.hold?.(ahead, gone) ?? false
  }

  /** Those of this moment go together. */
  soon(): void {
    if (this.#isSoon) return
    this.#isSoon = true
    Promise.resolve().then(() => {
      this.#isSoon = false
      this.flush()
    })
  }

  has(entry: E): boolean {
    return this.#waiting.has(entry)
  }

  /** Begins to store those that wait. Undefined where there are none. */
  flush(): Promise<void> | undefined {
    const entries = [...this.#waiting].filter((entry) => !entry.isOver)
    this.#waiting.clear()
    if (!entries.length) return undefined
    const before = this.#storing
    const storing = Promise.all([before, this.#store(entries)]).then(() => {
      if (this.#storing === storing) this.#storing = undefined
    })
    this.#storing = storing
    return storing
  }
}
