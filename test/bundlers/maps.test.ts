// A source map costs more than the rest of the edit: it is made where somebody wants one.

import { describe, expect, test } from 'vitest'
import { type Bundler, openProject } from './harness.ts'

/** Counts the maps that are made, by their first field, and prints it when the build is over. */
const SPY = `import { writeFileSync } from 'node:fs'
import { SourceMap } from 'magic-string'

let maps = 0
Object.defineProperty(SourceMap.prototype, 'version', {
  set(value) {
    maps++
    Object.defineProperty(this, 'version', { value, enumerable: true })
  },
})
process.on('exit', () => writeFileSync('maps.txt', String(maps)))
`

describe.concurrent.each<[Bundler, string, string, string]>([
  ['webpack', 'webpack.config.js', "devtool: 'source-map'", 'devtool: false'],
  ['rspack', 'rspack.config.js', "devtool: 'source-map'", 'devtool: false'],
  ['esbuild', 'build.js', 'sourcemap: true', 'sourcemap: false'],
  ['bun', 'build.js', "sourcemap: 'linked'", "sourcemap: 'none'"],
  ['farm', 'farm.config.js', 'sourcemap: true', 'sourcemap: false'],
])('%s', (bundler, config, on, off) => {
  test('asks for maps, and does not', async () => {
    const project = openProject(bundler, { 'spy.mjs': SPY })
    const counts: number[] = []
    const script = bundler === 'bun' || bundler === 'esbuild' ? config : 'build.js'
    project.edit(script, /^/, "import './spy.mjs'\n")
    for (const value of [on, off]) {
      project.edit(config, on, value === on ? `${on} ` : value)
      const { code, stderr } = await project.build()
      expect({ code, stderr }).toMatchObject({ code: 0 })
      counts.push(Number(project.read('maps.txt')))
    }
    // One for each file with something to compile.
    expect(counts).toEqual([expect.toBeOneOf([9, 10, 11, 12]), 0])
  })
})
