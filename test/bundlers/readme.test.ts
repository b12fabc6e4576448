// The guide's table of bundlers is copied from configurations that the other tests build with.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../babel/harness.ts'

const configs: Record<string, string> = {
  Vite: 'vite/app/vite.config.js',
  Rollup: 'rollup/rollup.config.js',
  Rolldown: 'rolldown/rolldown.config.js',
  webpack: 'webpack/webpack.config.js',
  Rspack: 'rspack/rspack.config.js',
  esbuild: 'esbuild/build.js',
  Bun: 'bun/build.js',
  Farm: 'farm/farm.config.js',
}

const guide = readFileSync(join(root, 'transform/bundlers/README.md'), 'utf8')
const rows = [...guide.matchAll(/^\| (\w+) \| (`import .*?) \| (.*)\|$/gm)].map(
  ([, name = '', lines = '']) => ({
    name,
    lines: [...lines.matchAll(/`(.+?)`/g)].map(([, line = '']) => line),
  }),
)

describe("the guide's table of bundlers", () => {
  test('has a row for each', () => {
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(configs))
  })

  test.each(rows)('$name: what it says to write stands in a configuration', ({ name, lines }) => {
    const config = readFileSync(join(import.meta.dirname, configs[name] as string), 'utf8')
    const written = config.split('\n').map((line) => line.trim())
    expect(lines).toHaveLength(2)
    // The dots stand for other plugins.
    for (const line of lines) {
      const [start = '', end = ''] = line.split('…')
      expect(written.filter((each) => each.startsWith(start) && each.endsWith(end))).not.toEqual([])
    }
  })
})
