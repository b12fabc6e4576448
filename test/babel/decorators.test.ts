// Decorators, in today's and in the older form, lowered in the same pass: before or after afterword in the list of plugins.

import { describe, expect, test } from 'vitest'
import { byRequest, openProject, readJournal } from './harness.ts'

const modern = [
  'decorated true',
  'private true',
  'row word! held~',
  'static block',
  ...tasks(
    'after method #finish',
    'after method make',
    'after method run',
    'after method save',
    'before method #finish',
    'before method make',
    'before method run',
    'before method save',
    'initialised held',
    'initialised word',
    'registered Local',
    'saved row',
    'static field',
  ),
].sort()

const legacy = [
  'decorated true',
  'ran',
  'row',
  ...tasks(
    'after run',
    'after save',
    'before run',
    'before save',
    'registered Local',
    'saved row',
    'static field',
  ),
].sort()

function tasks(...names: string[]): string[] {
  return names.flatMap((name) => [name, `${name}, in its task`])
}

describe.concurrent.each([8, 7] as const)('Babel %d', (babel) => {
  test.each([
    ['2023-11', 'first'],
    ['2023-11', 'last'],
    ['legacy', 'first'],
    ['legacy', 'last'],
  ])('decorators %s, afterword %s in the list', async (version, ORDER) => {
    const isLegacy = version === 'legacy'
    using project = openProject(['base', 'decorators', ...(isLegacy ? ['decorators-legacy'] : [])], { babel })
    await project.compile([], { env: { LEGACY: isLegacy ? '1' : '0', ORDER } })
    expect(project.read('out/app.js')).not.toMatch(/^\s*@/m)
    const result = readJournal(await project.node(['out/main.js']))
    expect(result.lost).toEqual([])
    expect(result.journal.filter(({ id, scope }) => scope !== `GET /${id}`)).toEqual([])
    const each = isLegacy ? legacy : modern
    expect(byRequest(result)).toEqual({ a: each, b: each, c: each, d: each })
  })
})
