/** `npx afterword explain`, as its user runs it: the built command, its output and its exit code. */
import { afterAll, describe, expect, test } from 'vitest'
import { showRows } from '../../transform/cli/columns.ts'
import { hosts } from '../swc/hosts.ts'
import { makeFolder, run as runIn, writeFiles } from './harness.ts'

const { folder, remove } = makeFolder()
afterAll(remove)

const run = (...args: string[]) => runIn(folder, args)

const write = (name: string, code: string): string => {
  writeFiles(folder, { [name]: code })
  return name
}

const ORDER = `import { after } from 'afterword'

export async function order(cart: string[]) {
  const saved = await save(cart)
  after(() => mail(saved))
  return print(saved)
}

export const total = async (cart: string[]) => (await load(cart)).total
declare const save: any, mail: any, load: any, print: any
`

describe('explain', () => {
  test('prints a file before and after, and why', () => {
    const { stdout, status } = run('explain', write('order.ts', ORDER))
    expect(status).toBe(0)
    expect(stdout).toContain('order.ts, as it is written, and compiled')
    expect(stdout).toContain(
      '-  4    const saved = await save(cart)\n+  4    const saved = _b(_f, await _l(_f, save(cart)))',
    )
    expect(stdout).toContain('   6    return print(saved)\n')
    expect(stdout).toContain('after(_at("order.ts:5"')
    expect(stdout).toMatch(/line 4 suspends, then resumes: .*\(R3\)\n\s+because of print\(saved\) \(line 6\)/)
  })

  test('shows of a long file what changes; all of it with --whole', () => {
    const name = write(
      'long.ts',
      ORDER + Array.from({ length: 1_000 }, (_, index) => `export const n${index} = ${index}\n`).join(''),
    )
    const { stdout } = run('explain', name)
    expect(stdout).toContain('⋯ 1000 lines stay as they are\n')
    expect(stdout).toContain('-  4    const saved')
    expect(stdout).not.toContain('n500')
    expect(run('explain', name, '--whole').stdout).toContain('export const n500 = 500\n')
  })

  test('says why a function is left alone', () => {
    const { stdout } = run('explain', write('order.ts', ORDER))
    expect(stdout).toMatch(
      /total \(async, line 9\)\n\s+left alone because no call is evaluated after it has suspended \(R13\)/,
    )
  })

  test('--json is the plan, as plain data', () => {
    const { stdout, status } = run('explain', write('order.ts', ORDER), '--json')
    expect(status).toBe(0)
    const { plan, functions, code } = JSON.parse(stdout)
    expect(plan.functions.map((each: { name: string }) => each.name)).toEqual([
      'order',
      '(anonymous)',
      'total',
    ])
    const [order] = plan.functions
    expect(ORDER.slice(...(order.suspensions[0].at as [number, number]))).toBe('await save(cart)')
    expect(functions[2].leftAlone).toContain('R13')
    expect(code).toContain('afterword/compiled')
  })

  test('types, lines and comments stay; --engine babel prints what Babel prints', () => {
    const { stdout } = run('explain', write('order.ts', ORDER), '--json')
    const text = JSON.parse(stdout).code as string
    expect(text.split('\n')).toHaveLength(ORDER.split('\n').length)
    expect(text).toContain('declare const save: any')
    const babel = run('explain', write('order.ts', ORDER), '--engine', 'babel', '--json')
    expect(babel.status).toBe(0)
    expect(JSON.parse(babel.stdout).code).toContain('const saved = _b(_f, await _l(_f, save(cart)));')
    expect(JSON.parse(babel.stdout).plan).toEqual(JSON.parse(stdout).plan)
  })

  test('needs no Babel, unless it is asked for', () => {
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({ resolve: (name, context, next) => { if (/babel.core/.test(name)) throw new Error('none here'); return next(name, context) } })`
    const hidden = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` }
    expect(runIn(folder, ['explain', write('order.ts', ORDER)], hidden).status).toBe(0)
    const { stderr, status } = runIn(folder, ['explain', 'order.ts', '--engine', 'babel'], hidden)
    expect(status).toBe(1)
    expect(stderr).toContain('AFTERWORD_MISSING_BABEL')
  })

  // Without Rust there are no plugins for SWC; `npm test` says so.
  test.runIf(hosts.every(({ isBuilt }) => isBuilt))('--engine swc prints what SWC prints', () => {
    const { stdout, status } = run('explain', write('order.ts', ORDER), '--engine', 'swc', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).code).toContain('const saved = _b(_f, await _l(_f, save(cart)));')
  })

  test('a client file is left alone', () => {
    const { stdout } = run(
      'explain',
      write('button.tsx', `'use client'\nexport const Button = () => <a onClick={() => go()} />\n`),
    )
    expect(stdout).toContain("Left alone because 'use client'")
  })

  test('diagnostics have their place, frame and next step', () => {
    const code = `'use sloppy'\nfunction* rows() { for (const each of arguments) yield load(each) }\n`
    const { stdout } = run('explain', write('rows.cjs', code))
    expect(stdout).toContain('AFTERWORD_LATE_CAPTURE at rows.cjs:2:11')
    expect(stdout).toMatch(/> 2 \| function\* rows.*\n\s+\|\s+\^\^\^\^\n/)
    expect(stdout).toContain('What to do:')
  })

  test.each([
    ['no file', ['explain', 'nowhere.ts'], 'AFTERWORD_NO_FILE'],
    ['a folder', ['explain', '.'], 'AFTERWORD_NO_FILE'],
    ['no argument', ['explain'], 'AFTERWORD_BAD_COMMAND'],
    ['an unknown command', ['explian'], 'AFTERWORD_BAD_COMMAND'],
    ['an unknown option', ['explain', 'order.ts', '--jsno'], 'AFTERWORD_BAD_COMMAND'],
    ['an unknown engine', ['explain', 'order.ts', '--engine', 'closure'], 'AFTERWORD_BAD_COMMAND'],
  ])('%s is one clear message and exit code 1', (_name, args, code) => {
    write('order.ts', ORDER)
    const { stdout, stderr, status } = run(...args)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(code)
    expect(stderr).toContain('What to do:')
    expect(stderr).not.toContain('    at ')
  })

  test('a syntax error is shown with file, line and frame', () => {
    const { stderr, status } = run('explain', write('broken.ts', 'const a = 1\nconst b = = 2\n'))
    expect(status).toBe(1)
    expect(stderr).toContain('broken.ts')
    expect(stderr).toMatch(/> 2 \| const b = = 2/)
    expect(stderr).not.toContain('    at ')
  })

  test('--help and --version', () => {
    expect(run('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('afterword explain FILE'),
    })
    expect(run('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+/)
  })
})

describe('before and after', () => {
  const rows = [
    { line: 1, before: 'function f() {', after: 'function f() {', rules: [] },
    {
      line: 2,
      before: '  const saved = await save(cart, customer, address)',
      after: '  const saved = _b(_f, await _l(_f, save(cart, customer, address)))',
      rules: ['R3'],
    },
    { line: 3, before: null, after: '}', rules: [] },
  ]

  test('one below the other where there is no terminal, or a narrow one', () => {
    expect(showRows(rows, undefined)).toBe(`  1  function f() {
- 2    const saved = await save(cart, customer, address)
+ 2    const saved = _b(_f, await _l(_f, save(cart, customer, address)))
+ 3  }`)
    expect(Math.max(...widths(showRows(rows, 80)))).toBeLessThanOrEqual(80)
    expect(showRows(rows, 80)).toContain('+ 2    const saved')
  })

  test.each([120, 200])('side by side in %i columns, each edit with its rule', (columns) => {
    const shown = showRows(rows, columns)
    expect(Math.max(...widths(shown))).toBeLessThanOrEqual(columns)
    expect(shown).toMatch(/^1 {2}function f\(\) \{ +│ 1 {2}function f\(\) \{$/m)
    expect(shown).toMatch(/^2 {4}const saved = await .*│ 2 {4}const saved = _b\(_f, await .* R3$/m)
    const text = shown.replace(/^.*│ (?:\d| ) */gm, '').replaceAll('\n', ' ')
    for (const word of rows[1]?.after.split(/\s+/) ?? []) expect(text).toContain(word)
  })
})

const widths = (text: string): number[] => text.split('\n').map((line) => line.length)
