// The guide's table of SWC's hosts is copied from configurations that the other tests build with.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './project.ts'

const configs: Record<string, string> = {
  '@swc/core 1.15 and 1.16': 'core/compile.js',
  '`.swcrc`': 'cli/.swcrc',
  Rspack: 'rspack/rspack.config.js',
  'Vite with @vitejs/plugin-react-swc': 'vite/vite.config.js',
  'Next 16.4': 'next/next.config.mjs',
  'Next 16.1–16.3': 'next-16.3/next.config.mjs',
}

const guide = readFileSync(join(root, 'transform/swc/README.md'), 'utf8')
const rows = [...guide.matchAll(/^\| (.+?) \| (`(?:import|experimental|"experimental).+?) \| .*\|$/gm)].map(
  ([, name = '', lines = '']) => ({
    name,
    lines: [...lines.matchAll(/`(.+?)`/g)].map(([, line = '']) => line),
  }),
)

describe("the guide's table of SWC's hosts", () => {
  test('has a row for each', () => {
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(configs))
  })

  test.each(rows)('$name: what it says to write stands in a configuration', ({ name, lines }) => {
    const config = readFileSync(join(import.meta.dirname, 'tools', configs[name] as string), 'utf8')
    const written = config.split('\n').map((line) => line.trim())
    for (const line of lines) expect(written).toContain(line)
  })
})
