/** A seeded source of choices: the same seed gives the same program on every machine. */
export interface Random {
  /** An integer from 0 up to, but not including, `below`. */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(options: readonly T[]): T
  /** Picks by weight. */
  weighted<T extends { weight: number }>(options: readonly T[]): T
}

export function random(seed: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0
  // mulberry32: small, and good enough to choose branches of a grammar.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = state
    x = Math.imul(x ^ (x >>> 15), x | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    chance: (probability) => next() < probability,
    pick: <T>(options: readonly T[]) => options[int(options.length)] as T,
    weighted: <T extends { weight: number }>(options: readonly T[]) => {
      let left = next() * options.reduce((sum, option) => sum + option.weight, 0)
      for (const option of options) {
        left -= option.weight
        if (left < 0) return option
      }
      return options[options.length - 1] as T
    },
  }
}
