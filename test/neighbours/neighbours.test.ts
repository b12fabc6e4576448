import { beforeAll, describe, expect, test } from 'vitest'
import { main } from '../programs/process.ts'
import { afterUs, beforeUs } from './neighbours.ts'

const COUNT = 30

describe.each([
  ['after', afterUs],
  ['before', beforeUs],
] as const)('what comes %s us', (side, neighbours) => {
  let text = ''
  beforeAll(async () => {
    // From seeds of middling size.
    const found = await main(`--${side}`, 'all', '--seed', '230', '--count', String(COUNT))
    text = found.text
    console.log(text)
  }, 240_000)

  test.each(neighbours)('$name: $what', ({ name, what, excuses }) => {
    const line = text.split('\n').find((each) => each.startsWith(`${name}: ${what}`)) ?? ''
    const [programs = 0, right = 0, diagnosed = 0, refused = 0, wrong] = (
      /(?:\s+\d+){5}$/.exec(line)?.[0] ?? ''
    )
      .trim()
      .split(/\s+/)
      .map(Number)
    expect(wrong, text).toBe(0)
    expect(programs).toBe(COUNT)
    expect(right + diagnosed + refused).toBe(programs)
    if (excuses.length === 0) expect(diagnosed).toBe(0)
    // Else nothing would be shown. What is lowered for IE 11 before us is told of, in most programs.
    expect(right).toBeGreaterThanOrEqual(COUNT / 6)
  })
})
