// Babel 7 with its own command line, and the oldest Babel 7 that is supported.

import { describe, expect, test } from 'vitest'
import { expectRight, openProject, readJournal } from './harness.ts'

describe.concurrent('@babel/cli 7', () => {
  test.each([
    ['seven-esm', 'a babel.config.js in ESM with preset-typescript', {}],
    ['seven-commonjs', 'a babel.config.js in CommonJS with preset-env for Node 20', {}],
    ['seven-babelrc', 'a .babelrc with preset-env without targets: all is lowered', { PARKED: '0' }],
  ])('%s: %s', async (name, _claim, env: Record<string, string>) => {
    using project = openProject(['base', 'app', name], { babel: 7 })
    expect((await project.command('babel', ['--version'])).stdout).toMatch(/^7\.\S+ \(@babel\/core 7\.29\./)
    await project.compile()
    expect(project.read('out/functions.js')).toContain('afterword/compiled')
    await expectRight(readJournal(await project.node(['out/main.js'], { env })), env)
  })
})

test.concurrent('Babel 7.20 through transformSync, with parser plugins only', async () => {
  using project = openProject(['base', 'app', 'twenty'])
  expect(await project.node(['compile.cjs'])).toMatchObject({ code: 0, stderr: '', stdout: '7.20.12\n' })
  await expectRight(readJournal(await project.node(['out/main.ts'])))
})
