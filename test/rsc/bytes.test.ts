// A scope is beside what is rendered: not one byte of it changes, in development or in production, whatever the model is.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { expectNoScope } from './harness.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, 'programs/bytes.mjs')
const renderers = [
  ['react-server-dom-webpack/server.edge', 'renderToReadableStream'],
  ['react-server-dom-webpack/server.node', 'renderToReadableStream'],
  ['react-server-dom-webpack/server.node', 'renderToPipeableStream'],
  ['react-server-dom-webpack/static.edge', 'prerender'],
] as const

type Results = Record<string, { plain: string; scoped: string; twice: string; asked?: boolean }>

describe.each(['production', 'development'])('in %s', (mode) => {
  test.each(renderers)('%s: %s', async (file, name) => {
    const env = { ...process.env, NODE_ENV: mode }
    const { stdout } = await run(process.execPath, ['--conditions=react-server', program, file, name], {
      env,
    })
    const results = Object.entries(JSON.parse(stdout) as Results)
    expect(results).toHaveLength(15)
    for (const [title, { plain, scoped, twice, asked }] of results) {
      expect(scoped, title).toBe(plain)
      expect(twice, title).toBe(plain)
      expectNoScope(scoped)
      expect(scoped).not.toContain('the-secret')
      expect(asked, title).toBe(/"li"/.test(plain) ? true : undefined)
    }
  })
})
