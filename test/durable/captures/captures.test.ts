// What a durable task captures is what it needs where there is nothing else: random programs, each against an empty process and against Babel's scopes.
import { expect, test } from 'vitest'
import { attempt } from './main.ts'

const full = process.env.AFTERWORD_FULL === '1'
const count = full ? 400 : 25

test.each(full ? ['text', 'babel', 'swc'] : ['text'])(
  `%s: ${count} programs`,
  async (engine) => {
    let compared = 0
    for (let seed = 1; seed <= count; seed++) {
      const result = await attempt(engine, seed)
      expect(result.difference && `${result.code}\nseed ${seed}: ${result.difference}`).toBeNull()
      compared += result.compared
    }
    // Most tasks are compiled, so that there is something to compare.
    expect(compared).toBeGreaterThan(count)
  },
  600_000,
)

if (!full)
  test('is run with more programs, and by Babel and SWC, in a full run', () => {
    console.log('captures: 25 programs of the text engine; `npm test -- --full` runs 400 of each engine')
  })
