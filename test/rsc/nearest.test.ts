// The request that is nearest: of a handler that a component calls, of a pool that another has opened, of a page behind an action.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

let found: Record<string, unknown>

beforeAll(async () => {
  const program = join(import.meta.dirname, 'programs/nearest.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=react-server', program])
  found = JSON.parse(stdout)
})

test('a handler that a component calls has its own scope, and so has what it calls and renders', () => {
  expect(found.run).toBe('elsewhere')
  expect(found).toMatchObject({ called: 'GET /inner', rendered: 'GET /inner', around: 'GET /outer' })
})

test('what a pool calls has no scope, and not that of the render which has opened the pool', () => {
  expect(found.pooled).toBeNull()
})

test('a page is rendered from what an action has changed, and the tasks of a render know what it has read', () => {
  expect(found.loaded).toEqual([1, 2, 2, 2, 2])
})
