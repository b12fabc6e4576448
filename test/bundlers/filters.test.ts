// Rollup before 4.40 and Vite before 6.3 read no filters and call every hook for everything: what a filter says, the hook says again.
import { expect, test } from 'vitest'
import rolldown from '../../transform/bundlers/rolldown.ts'
import rollup from '../../transform/bundlers/rollup.ts'
import vite from '../../transform/bundlers/vite.ts'

interface Hook {
  filter?: { id?: unknown }
  handler(this: object, ...given: unknown[]): unknown
}

const FOREIGN = [
  '\0virtual.js',
  'react',
  './style.css',
  '/app/src/logo.svg',
  '/app/src/App.vue',
  '/app/node_modules/hono/index.js',
]
/** What Vite's own compilers of components hand on is for one hook alone. */
const isFor = (name: string, id: string): boolean => name === 'afterword:components' && id.endsWith('.vue')
const CODE = 'export const f = async (g) => { await g(); g() }'

const hooks = [vite({ include: 'src/' }), rollup(), rolldown()].flat().flatMap((plugin) => {
  const { name, resolveId, load, transform } = plugin as unknown as Record<string, Hook | undefined> & {
    name: string
  }
  return Object.entries({ resolveId, load, transform }).flatMap(([kind, hook]): [string, string, Hook][] =>
    hook?.filter ? [[name, kind, hook]] : [],
  )
})

test('there are such hooks', () => expect(hooks.length).toBeGreaterThan(8))

test.each(hooks)(
  '%s: what %s is not for, it leaves alone where nobody reads filters',
  async (name, kind, hook) => {
    const context = { resolve: () => expect.fail('asks where it leads') }
    for (const id of FOREIGN.filter((id) => !isFor(name, id))) {
      const given = kind === 'transform' ? [CODE, id] : [id, '/app/src/main.ts', {}]
      expect((await hook.handler.apply(context, given)) ?? null, id).toBeNull()
    }
  },
)
