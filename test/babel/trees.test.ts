// What other passes do to the tree: before afterword sees it, and after it has written its own.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { transformSync } from '@babel/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as compiled from '../../runtime/compiled.ts'
import { openScope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import plugin, { type AfterwordMetadata } from '../../transform/babel.ts'

type Transform = typeof transformSync
type Exports = Record<string, (...args: unknown[]) => unknown>
interface NodePath {
  node: { body: { expression: { right: unknown } }[] }
}

const eight = createRequire(import.meta.url)
const seven = createRequire(join(import.meta.dirname, 'seven/package.json'))
const babels: [number, Transform, NodeJS.Require][] = [
  [8, transformSync, eight],
  [7, (seven('@babel/core') as { transformSync: Transform }).transformSync, seven],
]

const afterword = [plugin, { debug: false }] as never
const options = { filename: 'main.js', sourceType: 'script', configFile: false, babelrc: false } as const

function run(code: string, globals: Record<string, unknown>): Exports {
  const exports: Exports = {}
  const names = ['exports', 'require', ...Object.keys(globals)]
  new Function(...names, code)(exports, () => compiled, ...Object.values(globals))
  return exports
}

/** Calls `fn` as a host would, in a scope of its own, and finds out where things happened. */
function journal() {
  const scope = openScope({ name: 'request' })
  const seen: string[] = []
  return {
    seen,
    see: (label: string) => seen.push(`${label} ${register.scope === scope ? 'in scope' : 'nowhere'}`),
    inScope<T>(fn: () => T): T {
      register.scope = scope
      try {
        return fn()
      } finally {
        register.scope = null
      }
    },
    [Symbol.dispose]: () => scope.close('sent'),
  }
}

afterEach(() => {
  expect(register.scope).toBe(null)
  vi.restoreAllMocks()
})

describe.each(babels)('Babel %d', (_version, transform, require) => {
  test('a node that an earlier pass put in two places is edited once in each', async () => {
    const source = `exports.first = 0
      exports.second = async () => { see('before'); await pause(); see('after') }`
    const share = () => ({
      visitor: {
        Program: {
          exit({ node }: NodePath) {
            const [first, second] = node.body
            if (first && second) first.expression.right = second.expression.right
          },
        },
      },
    })
    const presets = [{ plugins: [share] }, { plugins: [afterword] }] as never[]
    const code = transform(source, { ...options, passPerPreset: true, presets })?.code ?? ''
    expect(code.match(/\b_f = _aw1\.x\(\)/g)).toHaveLength(2)
    using world = journal()
    const pause = () => new Promise((resolve) => setImmediate(resolve))
    const { first, second } = run(code, { see: world.see, pause })
    for (const each of [first, second]) {
      const running = world.inScope(() => each?.())
      expect(register.scope).toBe(null)
      await running
      expect(register.scope).toBe(null)
    }
    const once = ['before in scope', 'after in scope']
    expect(world.seen).toEqual([...once, ...once])
  })

  // These lower object rest alone, and move the pattern, with all that follows it, into the body.
  describe.each(['node 8.0', 'node 6', 'edge 18', 'safari 11'])('preset-env for %s', (targets) => {
    const lower = (source: string) => {
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      const presets = [[require.resolve('@babel/preset-env'), { targets, modules: false }]] as never[]
      const result = transform(source, { ...options, presets, plugins: [afterword] })
      const metadata = (result?.metadata as { afterword?: AfterwordMetadata } | undefined)?.afterword
      return { code: result?.code ?? '', slugs: metadata?.diagnostics.map(({ slug }) => slug) }
    }

    test('a generator with an object rest in its parameters', () => {
      const { code, slugs } = lower(`exports.g = function* ({ a, ...rest }, b = [a]) {
        see('first')
        yield [a, rest, b]
        see('second')
      }`)
      expect(slugs).toEqual(['late-capture'])
      using world = journal()
      const { g } = run(code, { see: world.see })
      const running = world.inScope(() => g?.({ a: 1, more: 2 })) as Generator
      expect(world.inScope(() => running.next().value)).toEqual([1, { more: 2 }, [1]])
      running.next()
      expect(world.seen).toEqual(['first in scope', 'second in scope'])
    })

    test('an async generator with an object rest in its parameters', async () => {
      const { code, slugs } = lower(`exports.g = async function* ({ a, ...rest }, ...more) {
        see('first')
        yield [a, rest, more]
        see('second')
      }`)
      expect(slugs).toEqual(['late-capture'])
      using world = journal()
      const { g } = run(code, { see: world.see })
      const running = world.inScope(() => g?.({ a: 1, more: 2 }, 3)) as AsyncGenerator
      expect((await world.inScope(() => running.next())).value).toEqual([1, { more: 2 }, [3]])
      await running.next()
      expect(world.seen).toEqual(['first in scope', 'second in scope'])
    })
  })

  test('preset-env for node 8.0: a generator without one still captures at the call', () => {
    const presets = [
      [require.resolve('@babel/preset-env'), { targets: 'node 8.0', modules: false }],
    ] as never[]
    const source = "exports.g = function* ({ a }, ...more) { see('first'); yield [a, more]; see('second') }"
    const code = transform(source, { ...options, presets, plugins: [afterword] })?.code ?? ''
    using world = journal()
    const { g } = run(code, { see: world.see })
    const running = world.inScope(() => g?.({ a: 1 }, 2)) as Generator
    expect([...running]).toEqual([[1, [2]]])
    expect(world.seen).toEqual(['first in scope', 'second in scope'])
  })
})
