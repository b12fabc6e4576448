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

const parsed = (code: string): void => {
  try {
    parse(code, 'file.js', 'jsx', 'unambiguous')
  } catch (error) {
    // Such a file is left as it is, which takes time, too.
    if (!(error instanceof TooDeep)) throw error
  }
}

/** A machine that is busy makes any one time longer, and none shorter: the shortest of several is asked for. */
class Clock {
  #parsing = Number.POSITIVE_INFINITY
  #all = Number.POSITIVE_INFINITY
  readonly #code: string

  constructor(code: string) {
    this.#code = code
  }

  read(): number {
    this.#parsing = Math.min(
      this.#parsing,
      timeOf(() => parsed(this.#code)),
    )
    this.#all = Math.min(
      this.#all,
      timeOf(() => transform(this.#code, '/app/file.js', { root: '/app' })),
    )
    return this.#all - this.#parsing
  }
}

function findGrowth(make: (count: number) => string): number {
  const [few, many] = [new Clock(make(1500)), new Clock(make(6000))]
  let growth = Number.POSITIVE_INFINITY
  for (let round = 0; round < 12 && growth > 8; round++) growth = many.read() / Math.max(few.read(), 5)
  return growth
}

const isFull = process.env.AFTERWORD_FULL === '1'
if (!isFull) console.log('not run without --full: how the time grows with the file')

test.runIf(isFull).each(Object.entries(LONG))('%s', { timeout: 120_000 }, (_, make) => {
  new Clock(make(500)).read()
  expect(findGrowth(make)).toBeLessThan(12)
})
