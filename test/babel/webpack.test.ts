// webpack in production mode: bundled, modules joined, minified, and run.

import { describe, expect, test } from 'vitest'
import { expectRight, openProject, readJournal } from './harness.ts'

describe.concurrent('webpack 5', () => {
  test.each([
    ['babel-loader 10 with Babel 8', 8, 'esm'],
    ['babel-loader 9 with Babel 7', 7, 'seven-esm'],
  ] as const)('%s', async (_name, babel, config) => {
    using project = openProject(['base', 'app', 'webpack', config], { babel })
    const loader = await project.node(['-p', "require('babel-loader/package.json').version"])
    expect(loader.stdout).toMatch(babel === 8 ? /^10\./ : /^9\./)
    expect(await project.node(['build.cjs'])).toEqual({ code: 0, stdout: '', stderr: '' })
    const code = project.read('out/main.cjs')
    expect(code.split('\n').length).toBeLessThan(10)
    const env = { MINIFIED: '1' }
    await expectRight(readJournal(await project.node(['out/main.cjs'], { env })), env)
  })
})
