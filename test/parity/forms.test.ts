// Every fixture, written in other forms: blanks, comments and parentheses are no concern of the plan, and all the concern of edits of a text.
import { describe, expect, test } from 'vitest'
import { readFixtures } from '../fixtures/read.ts'
import { forms, numbers } from './forms.ts'
import { findDifference } from './same.ts'

const { fixtures } = readFixtures(process.env.FILTER)

describe.each(Object.entries(forms))('%s', (_name, form) => {
  test('the engines come to one program, and all else stays', { timeout: 120_000 }, () => {
    const random = numbers(1)
    const found: string[] = []
    let compared = 0
    for (const { name, file, input } of fixtures) {
      const written = form(input, file, random)
      const difference = written === null ? undefined : findDifference(written, file)
      if (difference !== undefined) compared++
      if (difference) found.push(`${name}: ${difference}\n${written}`)
    }
    expect(found.join('\n\n')).toBe('')
    expect(compared).toBeGreaterThan(fixtures.length * 0.9)
  })
})
