// A carrier is known by identity, unseen, as a WeakMap would know it.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { openScope } from '../../runtime/index.ts'
import { Stamp } from '../../runtime/stamp.ts'

it.each<[string, object]>([
  ['an object', {}],
  ['a function', () => {}],
  ['a Request', new Request('http://x/')],
  ['a frozen object', Object.freeze({ a: 1 })],
  ['an object without a prototype', Object.create(null)],
  [
    'a proxy that refuses all',
    new Proxy(
      {},
      {
        get: () => expect.unreachable(),
        set: () => false,
        defineProperty: () => false,
        has: () => expect.unreachable(),
        ownKeys: () => [],
      },
    ),
  ],
])('%s keeps the last scope that it was given, and shows nothing of it', (_, carrier) => {
  const [first, second] = [openScope(), openScope()]
  expect(Stamp.get(carrier)).toBe(undefined)
  const keys = Reflect.ownKeys(carrier)
  Stamp.set(carrier, first)
  expect(Stamp.get(carrier)).toBe(first)
  Stamp.set(carrier, second)
  expect(Stamp.get(carrier)).toBe(second)
  expect(Reflect.ownKeys(carrier)).toEqual(keys)
})

it('is not handed on by copies, by prototypes or by proxies', () => {
  const carrier = {}
  Stamp.set(carrier, openScope())
  for (const other of [{ ...carrier }, Object.create(carrier), new Proxy(carrier, {})])
    expect(Stamp.get(other)).toBe(undefined)
})

it.each([1, 'text', null, undefined, Symbol('x'), true])('%s has none', (value) => {
  expect(Stamp.get(value)).toBe(undefined)
})

it('works where engines refuse a private field for what is frozen, as it is proposed', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../runtime/stamp.ts', import.meta.url))],
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const text = outputFiles[0]?.text ?? ''
  const strict = text.replace(
    /constructor\(object, scope\) \{/,
    '$& if (Object.isFrozen(object)) throw new TypeError()',
  )
  expect(strict).not.toBe(text)
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(strict)}`)
  const [frozen, scope] = [Object.freeze({}), openScope()]
  module.Stamp.set(frozen, openScope())
  module.Stamp.set(frozen, scope)
  expect(module.Stamp.get(frozen)).toBe(scope)
  expect(module.Stamp.get({})).toBe(undefined)
})
