// What is open, in the order in which it came: the scopes of a process, the tasks of a scope. A ring of links that its members hold themselves:
// a Set is most of what is done for a request that gives no task, and most of what a task that waits would hold.
import type { Link } from './records.ts'

export class Ring<Member extends Link> implements Iterable<Member>, Link {
  size = 0
  // It is begin and end itself.
  before: Link | null = this
  next: Link | null = this

  add(member: Member): void {
    if (member.next) return
    const last = this.before as Link
    member.before = last
    member.next = this
    last.next = member
    this.before = member
    this.size++
  }

  delete(member: Member): void {
    const { before, next } = member
    if (!before || !next) return
    before.next = next
    next.before = before
    // What is out holds no other.
    member.before = null
    member.next = null
    this.size--
  }

  has(member: object): boolean {
    return Boolean((member as Link).next)
  }

  /** Those that are in it now: whoever walks may take out, and add. */
  [Symbol.iterator](): ArrayIterator<Member> {
    const all: Member[] = []
    for (let each = this.next as Link; each !== this; each = each.next as Link) all.push(each as Member)
    return all.values()
  }
}
