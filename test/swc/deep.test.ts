/** SWC hands trees over by calls in calls: what is deeper than that allows is left as it is, with a message, and the build goes on. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { hosts } from './hosts.ts'

const built = hosts.every(({ isBuilt }) => isBuilt)
const SHAPES = ['a + b', 'a || b', 'a.b()', 'else if', 'a ? b : c', 'await a + await b']

describe.runIf(built).each(hosts.map((host) => [host.name, host] as const))('%s', (_, { engine }) => {
  const compile = (shape: string, depth: number) => {
    const script = `
      import { hosts } from './test/swc/hosts.ts'
      import { LEANING } from './test/parity/shapes.ts'
      const { file, transform } = hosts.find((each) => each.engine === ${JSON.stringify(engine)})
      const jsc = { target: 'esnext', experimental: { plugins: [[file, { debug: false }]] } }
      const { code } = transform(LEANING[${JSON.stringify(shape)}](${depth}), { filename: 'a.js', jsc })
      console.log(code.includes('afterword/compiled') ? 'compiled' : 'as it was')`
    const args = ['--input-type=module', '--eval', script]
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    return { stdout, status, code: /AFTERWORD_\w+/.exec(stderr)?.[0] ?? null }
  }

  test.each(SHAPES)('compiles 800 of %s', { timeout: 60_000 }, (shape) => {
    expect(compile(shape, 800)).toEqual({ stdout: 'compiled\n', status: 0, code: null })
  })

  test.each([850, 1000])('leaves a chain of %i calls alone, and says so', { timeout: 60_000 }, (depth) => {
    const left = { stdout: 'as it was\n', status: 0, code: 'AFTERWORD_TOO_DEEP' }
    expect(compile('a.b()', depth)).toEqual(left)
  })

  test('leaves a generated file of 3,000 lines alone, and says so', { timeout: 60_000 }, () => {
    const left = { stdout: 'as it was\n', status: 0, code: 'AFTERWORD_TOO_DEEP' }
    expect(compile('a + b', 3000)).toEqual(left)
  })
})
