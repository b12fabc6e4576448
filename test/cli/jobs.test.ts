/** `npx afterword jobs`: the durable tasks of a project, its committed list, and the module that a worker imports where no plugin is. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeFolder, root, run, writeFiles } from './harness.ts'

const { folder, remove } = makeFolder()
afterAll(remove)
let projects = 0

const task = (name: string, captured: string, options = 'true'): string => `import { after } from 'afterword'
export function POST(${captured}) {
  after(() => ${captured}, { name: '${name}', durable: ${options} })
}
`

function project(files: Record<string, string>): string {
  const home = path.join(folder, `project-${projects++}`)
  writeFiles(home, { 'package.json': '{ "name": "shop", "type": "module" }', ...files })
  return home
}

const read = (home: string, name: string): string => readFileSync(path.join(home, name), 'utf8')

/** What `check` says of jobs, and how it ends. */
function check(home: string, args: string[] = []): { said: string[]; status: number | null; todo: string } {
  const { stdout, status } = run(home, ['check', '--json', ...args])
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { level: string; code: string; place: string; message: string; todo: string }[]
  }
  const found = diagnostics.filter(({ code }) => /JOB|DURABLE/.test(code))
  return {
    said: found.map(
      ({ level, code, place, message }) => `${level} ${code.replace('AFTERWORD_', '')} ${place} ${message}`,
    ),
    status,
    todo: found.map(({ todo }) => todo).join('\n'),
  }
}

describe('afterword jobs', () => {
  test('says each by its name, its place and what it takes', () => {
    const home = project({ 'src/a.js': task('receipt', 'order'), 'src/b.js': task('stock', 'item') })
    const { stdout, status } = run(home, ['jobs'])
    expect(status).toBe(0)
    expect(stdout).toContain('receipt  src/a.js:3  takes order\nstock    src/b.js:3  takes item\n')
    expect(JSON.parse(run(home, ['jobs', '--json']).stdout)).toEqual({
      jobs: [
        { name: 'receipt', file: 'src/a.js', captures: ['order'] },
        { name: 'stock', file: 'src/b.js', captures: ['item'] },
      ],
    })
    expect(run(project({ 'a.js': 'export {}' }), ['jobs']).stdout).toBe('There is no durable task.\n')
  })

  test('a file without --write is refused', () => {
    const { stderr, status } = run(project({ 'src/a.js': 'export {}' }), ['jobs', 'src/jobs.js'])
    expect({ status, said: stderr.includes('AFTERWORD_BAD_COMMAND') }).toEqual({ status: 1, said: true })
  })
})

describe('afterword.jobs.json', () => {
  const written = (source: string): string => {
    const home = project({ 'src/a.js': source })
    expect(run(home, ['jobs', '--write']).stdout).toBe('afterword.jobs.json is written.\n')
    expect(check(home)).toEqual({ said: [], status: 0, todo: '' })
    return home
  }
  const change = (home: string, source: string): void => writeFileSync(path.join(home, 'src/a.js'), source)

  test('has a line for each, and is written again only where it changes', () => {
    const home = written(task('receipt', 'order'))
    expect(read(home, 'afterword.jobs.json')).toBe(
      '{\n  "jobs": [\n    { "name": "receipt", "file": "src/a.js", "captures": ["order"] }\n  ]\n}\n',
    )
    expect(run(home, ['jobs', '--write']).stdout).toBe('afterword.jobs.json is up to date.\n')
  })

  test('a rename is an error that names both, until the list is written', () => {
    const home = written(task('receipt', 'order'))
    change(home, task('mail', 'order'))
    const found = check(home)
    expect(found).toMatchObject({
      said: [
        'error JOB_GONE afterword.jobs.json:3:7 The durable task receipt is in afterword.jobs.json, and no longer in the code; mail at src/a.js:3 looks like it',
      ],
      status: 1,
    })
    expect(found.todo).toContain("Write name: 'receipt' at src/a.js:3")
    run(home, ['jobs', '--write'])
    expect(check(home).said).toEqual([])
  })

  test('a task that is gone is an error', () => {
    const home = written(task('receipt', 'order'))
    change(home, 'export {}')
    expect(check(home)).toMatchObject({
      said: [
        'error JOB_GONE afterword.jobs.json:3:7 The durable task receipt is in afterword.jobs.json, and no longer in the code',
      ],
      status: 1,
    })
  })

  test('one that moves to another file is the same', () => {
    const home = written(task('receipt', 'order'))
    change(home, 'export {}')
    writeFiles(home, { 'lib/mail.js': task('receipt', 'order') })
    expect(check(home).said).toEqual([])
  })

  test('a capture that is added is an error, and an upgrade mends it', () => {
    const home = written(task('receipt', 'order'))
    change(
      home,
      task('receipt', 'order')
        .replace('POST(order)', 'POST(order, tax)')
        .replace('=> order', '=> [order, tax]'),
    )
    expect(check(home)).toMatchObject({
      said: [
        'error JOB_CAPTURES src/a.js:3:9 The durable task receipt takes tax now, and jobs that are stored do not have it',
      ],
      status: 1,
    })
    change(
      home,
      read(home, 'src/a.js').replace('durable: true', 'durable: { upgrade: (old) => ({ ...old, tax: 0 }) }'),
    )
    expect(check(home)).toMatchObject({
      said: ['warning JOBS_LIST src/a.js:3:9 afterword.jobs.json is not up to date: receipt takes tax'],
      status: 0,
    })
    run(home, ['jobs', '--write'])
    expect(check(home).said).toEqual([])
  })

  test('a capture that is renamed says what to write', () => {
    const home = written(task('receipt', 'order'))
    change(home, task('receipt', 'bought'))
    const { said, todo } = check(home)
    expect(said[0]).toContain('takes bought in place of order now')
    expect(todo).toContain('durable: { upgrade: (old) => ({ ...old, bought: old.order }) }')
  })

  test('a capture that is gone, and a new task, are warnings', () => {
    const home = written(
      task('receipt', 'order').replace('=> order', '=> [order]').replace('POST(order)', 'POST(order)'),
    )
    change(home, task('receipt', 'order').replace('=> order', '=> 1'))
    expect(check(home)).toMatchObject({
      said: [
        'warning JOBS_LIST src/a.js:3:9 afterword.jobs.json is not up to date: receipt no longer takes order',
      ],
      status: 0,
    })
    run(home, ['jobs', '--write'])
    writeFiles(home, { 'src/b.js': task('stock', 'item') })
    expect(check(home)).toMatchObject({
      said: [
        'warning JOBS_LIST afterword.jobs.json:1:1 afterword.jobs.json is not up to date: stock at src/b.js:3 is new',
      ],
      status: 0,
    })
  })

  test('a part of the project is compared with the list of all', () => {
    const home = written(task('receipt', 'order'))
    writeFiles(home, { 'lib/b.js': task('stock', 'item') })
    run(home, ['jobs', '--write'])
    expect(check(home, ['src'])).toMatchObject({ said: [], status: 0 })
  })

  test('one that cannot be read is an error', () => {
    const home = project({ 'src/a.js': task('receipt', 'order'), 'afterword.jobs.json': '<<<<<<< HEAD' })
    expect(check(home)).toMatchObject({ status: 1 })
    expect(check(home).said[0]).toContain(
      'error JOBS_LIST afterword.jobs.json:1:1 afterword.jobs.json cannot be read',
    )
  })

  test('a comment switches off what is said of a task', () => {
    const twin = task('receipt', 'order').replace(
      '  after',
      '  // afterword-disable-next-line DURABLE_TWICE -- moves next week\n  after',
    )
    const home = project({ 'src/a.js': task('receipt', 'order'), 'src/b.js': twin })
    expect(check(home)).toMatchObject({ said: [], status: 0 })
  })
})

describe('a module for a worker', () => {
  const sources = {
    'src/mail/receipt.ts': task('receipt', 'order: string').replace('() => order: string', '() => order'),
    'src/stock.ts': task('stock', 'item: string').replace('() => item: string', '() => item'),
  }

  test('imports as the project does, and Node runs it', () => {
    const home = project({ ...sources, 'src/app.ts': "import './stock.ts'\n" })
    const { stdout } = run(home, ['jobs', '--write', 'src/jobs.ts'])
    expect(stdout).toBe('afterword.jobs.json is written.\nsrc/jobs.ts is written.\n')
    expect(read(home, 'src/jobs.ts')).toContain("import * as jobs0 from './mail/receipt.ts'\n")
    mkdirSync(path.join(home, 'node_modules'))
    symlinkSync(root, path.join(home, 'node_modules/afterword'), 'dir')
    const known = `import { jobs } from './src/jobs.ts'
console.log(jobs.length, [...globalThis[Symbol.for('afterword.durable.v1')].jobs.keys()].join())`
    writeFileSync(path.join(home, 'worker.mjs'), known)
    const args = ['--import', 'afterword/register', 'worker.mjs']
    expect(execFileSync(process.execPath, args, { cwd: home, encoding: 'utf8' })).toBe('2 receipt,stock\n')
    expect(check(home).said).toEqual([])
  })

  test.each([
    ["import './stock'\n", "'./mail/receipt'"],
    ["import './stock.js'\n", "'./mail/receipt.js'"],
    ['', "'./mail/receipt'"],
  ])('%j is how it is written', (source, specifier) => {
    const home = project({ ...sources, 'src/app.ts': source })
    run(home, ['jobs', '--write', 'src/jobs.ts'])
    expect(read(home, 'src/jobs.ts')).toContain(`from ${specifier}\n`)
    expect(check(home).said).toEqual([])
  })

  test('that is not up to date is an error, and --write alone writes it again', () => {
    const home = project(sources)
    run(home, ['jobs', '--write', 'src/jobs.ts'])
    writeFiles(home, { 'src/more.ts': task('more', 'it') })
    rmSync(path.join(home, 'src/stock.ts'))
    run(home, ['jobs', '--write', 'other.ts'])
    expect(check(home)).toMatchObject({
      said: [
        'error JOBS_STALE src/jobs.ts:1:1 This list of the modules with durable tasks is not up to date: src/more.ts is missing, src/stock has none any more',
      ],
      status: 1,
    })
    expect(run(home, ['jobs', '--write']).stdout).toContain('src/jobs.ts is written.')
    expect(check(home).said).toEqual([])
  })
})
