/** `npx afterword explain`, as its user runs it: the built command, its output and its exit code. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(root, '.cache', 'explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...args: string[]) => runIn({}, ...args)

const runIn = (environment: Record<string, string>, ...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(root, 'dist/transform/cli/main.js'), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', ...environment },
    },
  )
  return { stdout, stderr, status }
}

const write = (name: string, code: string): string => {
  writeFileSync(path.join(folder, name), code)
  return name
}

const ORDER = `import { after } from 'afterword'

export async function order(cart: string[]) {
  const saved = await save(cart)
  after(() => mail(saved))
  return saved
}

export const total = async (cart: string[]) => (await load(cart)).total
declare const save: any, mail: any, load: any
`

describe('explain', () => {
  test('prints a file before and after, and why', () => {
    const { stdout, status } = run('explain', write('order.ts', ORDER))
    expect(status).toBe(0)
    expect(stdout).toContain('order.ts, as it is written')
    expect(stdout).toContain('const saved = await save(cart)')
    expect(stdout).toContain('_after("order.ts:5"')
    expect(stdout).toMatch(
      /line 4 suspends, then resumes: .*\(R3\)\n\s+needed by after\(\(\) => mail\(saved\)\) \(line 5\)/,
    )
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
    expect(JSON.parse(babel.stdout).code).toContain(
      'const saved = _v(await _v(save(cart), _c = _o(_c)), _c = _i(_s));',
    )
    expect(JSON.parse(babel.stdout).plan).toEqual(JSON.parse(stdout).plan)
  })

  test('needs no Babel, unless it is asked for', () => {
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({ resolve: (name, context, next) => { if (/babel.core/.test(name)) throw new Error('none here'); return next(name, context) } })`
    const hidden = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(hook)}` }
    expect(runIn(hidden, 'explain', write('order.ts', ORDER)).status).toBe(0)
    const { stderr, status } = runIn(hidden, 'explain', 'order.ts', '--engine', 'babel')
    expect(status).toBe(1)
    expect(stderr).toContain('AFTERWORD_MISSING_BABEL')
  })

  test('a client file is left alone', () => {
    const { stdout } = run(
      'explain',
      write('button.tsx', `'use client'\nexport const Button = () => <a onClick={() => go()} />\n`),
    )
    expect(stdout).toContain("Left alone: 'use client'")
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
    ['an unknown engine', ['explain', 'order.ts', '--engine', 'swc'], 'AFTERWORD_BAD_COMMAND'],
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
