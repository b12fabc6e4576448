// Two copies of the package in one process: two bundles, or a dependency that brought its own.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, expect, it, vi } from 'vitest'

type Copy = typeof import('../../runtime/index.ts') & { compiled: typeof import('../../runtime/compiled.ts') }

let a: Copy
let b: Copy

beforeAll(async () => {
  const result = await build({
    stdin: {
      contents: `export * from './index.ts'; export * as compiled from './compiled.ts'`,
      resolveDir: fileURLToPath(new URL('../../runtime', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
  })
  const url = `data:text/javascript,${encodeURIComponent(result.outputFiles[0]?.text ?? '')}`
  a = (await import(/* @vite-ignore */ `${url}#a`)) as Copy
  b = (await import(/* @vite-ignore */ `${url}#b`)) as Copy
})

it('are two', () => {
  expect(a.after).not.toBe(b.after)
  expect(a.AfterwordError).not.toBe(b.AfterwordError)
})

it('share register, scopes, carriers and configuration', async () => {
  expect(a.compiled.register).toBe(b.compiled.register)
  const told: unknown[] = []
  const request = { headers: { 'user-agent': 'probe', cookie: 'k=v' } }
  a.configureAfter({ onError: (error, { chain }) => told.push(error, chain) })
  let lines: readonly string[] = []
  const setCookies = (given: readonly string[]) => {
    lines = given
    return true
  }
  const scope = a.openScope({ carriers: [request], request, setCookies, name: 'GET /' })
  const log: unknown[] = []
  scope.run(() => {
    expect(b.currentScope()).toBe(scope)
    b.after(
      () => {
        log.push('b', b.currentScope() === scope)
        a.after(
          () => {
            throw 'nested'
          },
          { name: 'inner' },
        )
      },
      { name: 'outer' },
    )
    a.after(() => log.push('a'), { key: 'k' })
    b.after(() => log.push('b again'), { key: 'k' })
    a.cookies().set('x', '1')
    expect(b.cookies().get('x')?.value).toBe('1')
    b.cookies().set('y', '2')
  })
  expect(lines).toEqual(['x=1; Path=/', 'y=2; Path=/'])
  b.after.with(request, () => log.push('carried'))
  b.after.with(scope, () => log.push('scope'))
  const other = b.openScope()
  other.after(() => {
    scope.run(() => a.after(() => log.push('from the other')))
  })
  other.close()
  await other.drained
  scope.close('sent')
  expect(await b.drainAfter({ timeout: 1_000 })).toMatchObject({ lost: [] })
  expect(log).toEqual(['b', true, 'b again', 'carried', 'scope', 'from the other'])
  expect(told).toEqual(['nested', ['outer']])
})

it('limit concurrency together', async () => {
  b.configureAfter({ concurrency: 1, onError: undefined })
  let running = 0
  let most = 0
  const task = async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running--
  }
  const scopes = [a.openScope(), b.openScope()]
  for (const scope of scopes) for (let n = 0; n < 3; n++) scope.after(task)
  for (const scope of scopes) scope.close()
  await Promise.all(scopes.map(({ drained }) => drained))
  expect(most).toBe(1)
  a.configureAfter({ concurrency: undefined })
})

it('warn once of a closure between requests', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const [outer, caller] = [a.openScope(), b.openScope()]
  caller.run(() => [a.compiled.pick(outer, 'p:9'), b.compiled.pick(outer, 'p:9')])
  expect(warn).toHaveBeenCalledTimes(1)
  warn.mockRestore()
})
