/**
 * Four times the lines may take four times as long, and not sixteen: no pass of the compiler looks through the file for each thing in it.
 * What the parser takes is its own: many imports are read in another way than few.
 */
import { expect, test } from 'vitest'
import { parse, TooDeep } from '../../transform/parse.ts'
import { transform } from '../../transform/transform.ts'
import { LONG } from './shapes.ts'

const timeOf = (job: () => unknown): number => {
  const started = performance.now()
  job()
  return performance.now() - started
}

const time = (code: string): number => {
  const parsing = timeOf(() => {
    try {
      parse(code, 'file.js', 'jsx', 'unambiguous')
    } catch (error) {
      // Such a file is left as it is, which takes time, too.
      if (!(error instanceof TooDeep)) throw error
    }
  })
  return timeOf(() => transform(code, '/app/file.js', { root: '/app' })) - parsing
}

/** A machine that is busy makes any one time longer, and none shorter. */
function findGrowth(make: (count: number) => string): number {
  const [few, many] = [make(1500), make(6000)]
  let growth = Number.POSITIVE_INFINITY
  let [shortest, longest] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < 6 && growth > 8; round++) {
    shortest = Math.min(shortest, Math.max(time(few), 5))
    longest = Math.min(longest, time(many))
    growth = longest / shortest
  }
  return growth
}

test.each(Object.entries(LONG))('%s', { timeout: 120_000 }, (_, make) => {
  time(make(500))
  expect(findGrowth(make)).toBeLessThan(10)
})
