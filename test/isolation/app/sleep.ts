// Times are drawn from a seed, so that every run interleaves in its own way and can be had again.

let state = 1

export function seed(value: number): void {
  state = value
}

export function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** Some jobs later: microtasks, an immediate, or milliseconds. */
export function sleep(): Promise<void> {
  const turn = random()
  if (turn < 0.2) return Promise.resolve()
  if (turn < 0.4) return new Promise((resolve) => setImmediate(resolve))
  return new Promise((resolve) => setTimeout(resolve, turn * 8))
}
