/** SWC's last pass renames variables. What is anonymous keeps the name that its author gave it by putting it into one. */
import { describe, expect, test } from 'vitest'
import { hosts } from './hosts.ts'

const compiled = await import('../../runtime/compiled.ts')
const built = hosts.every(({ isBuilt }) => isBuilt)

/** Each gives the names of what it was given. */
const PROGRAMS: Record<string, string> = {
  'a pattern of an object':
    'async function* fn() { for await (var { fn = function () {} } of [{}]) yield String(fn.name) }',
  'a pattern of an array':
    'async function* fn() { for await (var [fn = () => {}] of [[]]) yield String(fn.name) }',
  'a key of another name':
    'async function* fn() { for await (var { a: fn = class {} } of [{}]) yield String(fn.name) }',
  'a variable': 'function* fn() { var fn = function () {}; yield String(fn.name) }',
  'a parameter': 'function* fn({ fn = async () => {} } = {}) { yield String(fn.name) }',
  'an assignment':
    'function* fn() { var fn; fn = function* () {}; yield String(fn.name); fn = null; fn ??= (() => {}); yield String(fn.name) }',
  'an expression with a name': 'const fn = function* own() { var own = () => {}; yield String(own.name) }',
  'a function in it':
    'function* fn() { var fn = null; const set = () => { fn = () => {} }; set(); yield String(fn.name) }',
  'a name of its own': 'function* fn() { var fn = function other() {}; yield String(fn.name) }',
  'a static name': "function* fn() { var fn = class { static name = 'kept' }; yield String(fn.name) }",
}

describe.runIf(built).each(hosts.map((host) => [host.engine, host] as const))('%s', (_, host) => {
  const compile = (code: string, plugins: [string, object][]): string =>
    host.transform(code, {
      filename: '/app/a.js',
      swcrc: false,
      configFile: false,
      isModule: false,
      jsc: { target: 'esnext', experimental: { plugins } },
    } as never).code

  async function run(code: string): Promise<unknown[]> {
    const program = code.replace(/require\("afterword\/compiled"\)/, 'compiled')
    const names: unknown[] = []
    for await (const name of new Function('compiled', `${program}\nreturn fn()`)(compiled)) names.push(name)
    return names
  }

  test.each(Object.entries(PROGRAMS))('%s', async (_name, code) => {
    const after = compile(code, [[host.file, { debug: false }]])
    expect(after).toContain('afterword/compiled')
    expect(await run(after)).toEqual(await run(code))
  })
})
