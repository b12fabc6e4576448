// CommonJS finds its helpers on one global (`runtime/home.ts`).
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import * as compiled from '../../runtime/compiled.ts'
import { HELPERS, type Helper, HOME, memberOfHome } from '../../transform/apply/names.ts'
import { transform } from '../../transform/transform.ts'

type Home = Record<string, unknown>

/** Helpers that a host brings along: what is compiled for it takes them from its own module. */
const ofHosts: readonly Helper[] = ['entry', 'cache', 'own']

const all: Record<string, unknown> = compiled

const settle = (global: object): Home => {
  compiled.home(global)
  return (global as Record<string, Home>)[HOME] as Home
}

describe('home', () => {
  it('has every helper, by the name with which it is called', () => {
    const found = settle({})
    const names = (Object.keys(HELPERS) as Helper[]).filter((name) => !ofHosts.includes(name))
    expect(Object.keys(found).sort()).toEqual(names.map(memberOfHome).sort())
    for (const name of names) expect(found[memberOfHome(name)], name).toBe(all[name])
  })

  it('is not listed among the names of the global, and cannot be written over', () => {
    const global = {}
    settle(global)
    expect(Object.keys(global)).toEqual([])
    expect(() => Object.assign(global, { [HOME]: {} })).toThrow(TypeError)
  })

  it('of the first copy stays, and gets what it lacks', () => {
    const older: Home = { l: () => 'the first' }
    const global = { [HOME]: older }
    expect(settle(global)).toBe(older)
    expect((older.l as () => string)()).toBe('the first')
    expect(older.b).toBe(compiled.back)
  })
})

const code = `const { later } = require('./later.js')
exports.save = async (row) => { await later(row); return later(row) }`

const isOwn = /^afterword\/compiled$/

/** Two modules that say the same, each in a closure of its own. */
async function bundle(): Promise<string> {
  const files: Record<string, string> = {
    'main.js': `exports.all = [require('./a.js'), require('./b.js')]`,
    'a.js': transform(code, '/app/a.js')?.code ?? '',
    'b.js': transform(`const unlike = 1, another = unlike\n${code}`, '/app/b.js')?.code ?? '',
    'later.js': `exports.later = (value) => globalThis.later(value)`,
  }
  const { outputFiles } = await build({
    entryPoints: ['main.js'],
    bundle: true,
    write: false,
    minify: true,
    format: 'cjs',
    plugins: [
      {
        name: 'files',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: isOwn }, () => ({
            path: join(import.meta.dirname, '../../runtime/compiled.ts'),
          }))
          onResolve({ filter: /^(?:\.\/)?\w+\.js$/ }, ({ path }) => ({
            path: path.replace('./', ''),
            namespace: 'app',
          }))
          onLoad({ filter: /./, namespace: 'app' }, ({ path }) => ({ contents: files[path] ?? '' }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

describe('a bundle of CommonJS', () => {
  it('says the same in every module, once it is minified', async () => {
    const text = await bundle()
    expect(text.match(/_aw1\.b\(\w+,await _aw1\.l\(\w+,/g)).toHaveLength(2)
  })

  it('runs in a realm that has none of the helpers', async () => {
    const seen: unknown[] = []
    const module = { exports: {} as { all: { save(row: string): Promise<unknown> }[] } }
    const realm = createContext({ module, exports: module.exports, WeakRef, setTimeout, clearTimeout })
    runInContext(await bundle(), realm)
    const symbol = Symbol.for('afterword.register.v1')
    const register = runInContext(`globalThis[Symbol.for('afterword.register.v1')]`, realm)
    expect((globalThis as Record<symbol, unknown>)[symbol]).not.toBe(register)
    realm.later = (row: unknown) => {
      seen.push([row, register.scope?.id])
      return row
    }
    register.scope = { id: 'S', state: 'open' }
    const saved = module.exports.all.map(({ save }, index) => save(`row ${index}`))
    register.scope = null
    await Promise.all(saved)
    expect(seen).toEqual([
      ['row 0', 'S'],
      ['row 1', 'S'],
      ['row 0', 'S'],
      ['row 1', 'S'],
    ])
    expect(register.scope).toBe(null)
  })
})
