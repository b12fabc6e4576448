// Every scope that is open or has tasks left. A ring of links that the scopes hold themselves: a Set would be the most that is done for a
// request that gives no task.
import type { Link, ScopeRecord } from './records.ts'
import type { Scope } from './types.ts'

export class Scopes implements Iterable<ScopeRecord> {
  size = 0
  // Begin and end of the ring.
  readonly #root: Link = { before: null, next: null }

  constructor() {
    this.#root.before = this.#root
    this.#root.next = this.#root
  }

  add(scope: Link): void {
    if (scope.next) return
    const root = this.#root
    const last = root.before as Link
    scope.before = last
    scope.next = root
    last.next = scope
    root.before = scope
    this.size++
  }

  delete(scope: Link): void {
    const { before, next } = scope
    if (!before || !next) return
    before.next = next
    next.before = before
    // What is drained holds no other.
    scope.before = null
    scope.next = null
    this.size--
  }

  has(scope: Scope): boolean {
    return Boolean((scope as ScopeRecord).next)
  }

  *[Symbol.iterator](): Generator<ScopeRecord> {
    for (let each = this.#root.next as Link; each !== this.#root; ) {
      const { next } = each
      yield each as ScopeRecord
      // What was taken out meanwhile leads nowhere.
      each = (each.next ?? next) as Link
    }
  }
}
