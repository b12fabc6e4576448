import { globSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { breakages, pinned } from './broken.ts'
import { main } from './process.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

describe('the test bites', () => {
  let found = { code: 1, text: '' }
  beforeAll(async () => {
    found = await main('--bite', '--count', '600')
  }, 240_000)

  test('with all rules kept, nothing differs', () => {
    expect(found.text).not.toContain('differs with all rules kept')
  })

  test.each(breakages)('$rule: $what: is seen', ({ rule, what }) => {
    const line = found.text.split('\n').find((each) => each.startsWith(`${rule}: ${what}: `))
    expect(line).toMatch(/: seen after \d+ programs/)
  })

  test.each(pinned)('$rule: $what: is pinned by fixtures', ({ fixtures: names }) => {
    expect(names.filter((name) => globSync(join(fixtures, name, 'input.*')).length === 0)).toEqual([])
  })

  test('each of the fifteen rules is broken here or pinned by a fixture', () => {
    const rules = new Set([...breakages, ...pinned].map(({ rule }) => rule))
    const all = Array.from({ length: 15 }, (_, index) => `R${index + 1}`)
    expect(all.filter((rule) => !rules.has(rule))).toEqual([])
  })
})
