// The built plugin in ESLint 9, ESLint 10 and oxlint, as a project uses it: by its public name, with its preset, and with --fix.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../fixtures/read.ts'

const WRONG = `import { after } from 'afterword'

function save() {
  after(() => console.log('saved'))
}

export function GET() {
  emitter.on('data', save)
  after(save())
  after(42)
  // afterword-disable-next-line bad-task
  after(43)
  return new Response('')
}
`
const RIGHT = WRONG.replace("'data', save", "'data', () => save()")
  .replace('after(save())', 'after(() => save())')
  .replace('after(42)', 'after(() => 42)')

// Inside the package, so that its name means itself.
mkdirSync(join(ROOT, '.cache'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.cache/lint-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(
  join(folder, 'eslint.config.js'),
  `import afterword from 'afterword/eslint'\nexport default [afterword.configs.recommended]\n`,
)
writeFileSync(
  join(folder, '.oxlintrc.json'),
  JSON.stringify({
    jsPlugins: ['afterword/eslint'],
    categories: { correctness: 'off' },
    rules: { 'afterword/bad-task': 'error', 'afterword/lost-reference': 'warn' },
  }),
)
writeFileSync(join(folder, 'right.js'), RIGHT)

interface Linter {
  command: string[]
  /** Rules and lines that its report names. */
  read(output: string): string[]
}

const eslint = (name: string): Linter => ({
  command: [join(ROOT, `node_modules/${name}/bin/eslint.js`), '--format', 'json'],
  read: (output) =>
    (JSON.parse(output) as { messages: { ruleId: string; line: number; column: number }[] }[]).flatMap(
      ({ messages }) => messages.map(({ ruleId, line, column }) => `${ruleId} ${line}:${column}`),
    ),
})

const linters: Record<string, Linter> = {
  'ESLint 9': eslint('eslint-nine'),
  'ESLint 10': eslint('eslint'),
  oxlint: {
    command: [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix'],
    read: (output) =>
      [...output.matchAll(/:(\d+):(\d+): .*?\[\w+\/([\w()/-]+)\]/g)].map(
        ([, line, column, rule]) => `${rule?.replace('(', '/').replace(')', '')} ${line}:${column}`,
      ),
  },
}

describe.each(Object.entries(linters))('%s', (name, { command, read }) => {
  const file = join(folder, `wrong-${name.replace(/\W/g, '').toLowerCase()}.js`)
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  test('reports what is wrong, where it stands, and fails', () => {
    writeFileSync(file, WRONG)
    const { status, stdout, stderr } = run(file)
    expect(read(stdout).sort(), stdout + stderr).toEqual([
      'afterword/bad-task 10:9',
      'afterword/bad-task 9:9',
      'afterword/lost-reference 8:22',
    ])
    expect(status).toBe(1)
  })

  test('mends what can be mended', () => {
    writeFileSync(file, WRONG)
    run('--fix', file)
    expect(readFileSync(file, 'utf8')).toBe(RIGHT.replace('after(() => 42)', 'after(42)'))
  })

  test('has nothing to say to what is right', () => {
    const { status, stdout, stderr } = run(join(folder, 'right.js'))
    expect(read(stdout), stdout + stderr).toEqual([])
    expect(status).toBe(0)
  })
})

test('settings that the compiler would refuse are refused', () => {
  const inner = join(folder, 'settings')
  mkdirSync(inner)
  cpSync(join(folder, 'right.js'), join(inner, 'right.js'))
  writeFileSync(
    join(inner, 'eslint.config.js'),
    `import afterword from 'afterword/eslint'\nexport default [{ ...afterword.configs.recommended, settings: { afterword: { host: 'deno' } } }]\n`,
  )
  const command = join(ROOT, 'node_modules/eslint/bin/eslint.js')
  const { status, stderr } = spawnSync(process.execPath, [command, 'right.js'], {
    cwd: inner,
    encoding: 'utf8',
  })
  expect(stderr).toContain('The option "host" is "deno". (AFTERWORD_BAD_PLUGIN_OPTION)')
  expect(status).toBe(2)
})
