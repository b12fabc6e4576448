/** Which function writes what, and where: by itself, or by a function of the file that it calls. */
import type { Node } from '../nodes.ts'

export interface Written {
  note(key: string | null, owner: Node, at: number): void
  /** `init()`, or `this.connect()`: what the function writes is written where it is called. What is `this` to it only by the latter. */
  noteCall(owner: Node, fn: Node, isOwn: boolean, at: number): void
  /** Whether a function writes it between two offsets. Asked once all is noted. */
  isWritten(key: string, owner: Node, from: number, to: number): boolean
}

export function keepWritten(): Written {
  const written = new Map<Node, Map<string, number[]>>()
  const writers = new Map<string, Node[]>()
  const calls = { plain: new Map<Node, Map<Node, number[]>>(), own: new Map<Node, Map<Node, number[]>>() }

  /** Where a function calls what writes it. One list for all that the same functions write: they may be many, and called often. */
  const callsOf = (key: string, owner: Node): readonly number[] => {
    const lists: number[][] = []
    let name = ''
    for (const kind of key.startsWith('this.') ? (['own'] as const) : (['own', 'plain'] as const)) {
      const called = calls[kind].get(owner)
      for (const fn of called ? (writers.get(key) ?? []) : []) {
        const list = called?.get(fn)
        if (list) lists.push(list)
        if (list) name += `${owner.start} ${kind} ${fn.start} `
      }
    }
    if (lists.length < 2) return lists[0] ?? []
    const known = merged.get(name)
    const list = known ?? lists.flat().sort((a, b) => a - b)
    if (!known) merged.set(name, list)
    return list
  }
  const merged = new Map<string, number[]>()

  const isWritten = (key: string, owner: Node, from: number, to: number): boolean => {
    if (isAnyIn(written.get(owner)?.get(key) ?? [], from, to)) return true
    const ofOwner = places.get(owner) ?? new Map<string, readonly number[]>()
    places.set(owner, ofOwner)
    const list = ofOwner.get(key) ?? callsOf(key, owner)
    ofOwner.set(key, list)
    return isAnyIn(list, from, to)
  }
  const places = new Map<Node, Map<string, readonly number[]>>()

  return {
    note: (key, owner, at) => {
      if (!key) return
      const ofOwner = written.get(owner) ?? new Map<string, number[]>()
      written.set(owner, ofOwner)
      if (!ofOwner.has(key)) push(writers, key, owner)
      push(ofOwner, key, at)
    },
    noteCall: (owner, fn, isOwn, at) => {
      const of = isOwn ? calls.own : calls.plain
      const ofOwner = of.get(owner) ?? new Map<Node, number[]>()
      of.set(owner, ofOwner)
      push(ofOwner, fn, at)
    },
    isWritten,
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

/** Whether one of the numbers, which are in order, lies between two. */
export function isAnyIn(numbers: readonly number[], from: number, to: number): boolean {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) < from) low = middle + 1
    else high = middle
  }
  return low < numbers.length && (numbers[low] as number) < to
}
