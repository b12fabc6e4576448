import { describe, expect, test } from 'vitest'
import { program } from './grammar.ts'
import { printProgram } from './print.ts'
import { main } from './process.ts'

const time = 180_000

describe('random programs', () => {
  test('the same seed gives the same program, in two forms', () => {
    const [first, second] = [program(7, { size: 20 }), program(7, { size: 20 })]
    expect(printProgram(first.items, 'written')).toBe(printProgram(second.items, 'written'))
    expect(printProgram(first.items, 'written')).not.toBe(printProgram(first.items, 'threaded'))
    expect(printProgram(first.items, 'written')).not.toMatch(/\bs1\b/)
  })

  test(
    'the hand-threaded form does the same twice',
    async () => {
      const { code, text } = await main('--engine', 'self', '--count', '300')
      expect(code, text).toBe(0)
    },
    time,
  )

  test.each(['babel', 'babel-7', 'babel-debug', 'text', 'text-debug'])(
    '%s: compiled programs do what the hand-threaded ones do',
    async (engine) => {
      const { code, text } = await main('--engine', engine, '--count', '300')
      expect(code, text).toBe(0)
      expect(text).toMatch(/300 programs, \d+ events, 0 different/)
    },
    time,
  )

  test(
    'nearly every program differs when it is not compiled',
    async () => {
      const { code, text } = await main('--engine', 'none', '--all', '--count', '300')
      expect(code, text).toBe(1)
      expect(Number(/300 programs, \d+ events, (\d+) different/.exec(text)?.[1])).toBeGreaterThan(270)
    },
    time,
  )

  test(
    'of a program that differs, the smallest is shown',
    async () => {
      const { code, text } = await main('--engine', 'none', '--seed', '20', '--count', '5')
      expect(code, text).toBe(1)
      for (const part of ['as written', 'hand-threaded', 'compiled', 'hand-threaded did', 'compiled did'])
        expect(text).toContain(`--- ${part}\n`)
      const written = /--- as written\n([\s\S]*?)--- hand-threaded/.exec(text)?.[1] ?? ''
      expect(written.trim().split('\n').length).toBeLessThan(20)
    },
    time,
  )
})
