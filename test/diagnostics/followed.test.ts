// Every message is followed once, to the letter: what it is about is run, what it advises is done, and then it works.
// A message without a row here fails.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '../../transform/check/index.ts'
import { readMessages } from '../../transform/diagnostics/generate.ts'
import { assertNode } from '../../transform/node.ts'
import { transform } from '../../transform/transform.ts'
import { root } from '../babel/harness.ts'
import { openProject, type Project } from '../register/harness.ts'
import { builds } from './followed/builds.ts'
import { commands } from './followed/commands.ts'
import { elsewhere } from './followed/elsewhere.ts'
import { projects } from './followed/projects.ts'
import { help, runs } from './followed/runs.ts'

const messages = new Map(readMessages().map((message) => [message.slug, message]))

/** The sentence of a message and its advice, whatever is filled in. */
function pattern(slug: string, part: 'message' | 'todo'): RegExp {
  const text = messages.get(slug)?.[part].replace(/\.$/, '') ?? ''
  const escaped = text.replace(/[.*+?^$()|[\]\\/]/g, '\\$&')
  return new RegExp(escaped.replace(/\{\w+\}/g, '[\\s\\S]*?').replace(/[{}]/g, '\\$&'))
}

/** It is this message, and not another of its code; and it says what is done now. */
function expectSaid(slug: string, said: string, advice: string): void {
  expect(said).toContain(messages.get(slug)?.code)
  expect(said).toMatch(pattern(slug, 'message'))
  expect(said.replace(/\s+/g, ' ')).toContain(advice)
}

test('every message is followed', () => {
  const followed = [runs, builds, projects, commands, elsewhere].flatMap((rows) => Object.keys(rows))
  expect([...followed, 'unsupported-node'].sort()).toEqual([...messages.keys()].sort())
})

test.each(Object.entries(elsewhere))('%s, in a test of its own', (slug, { test: file }) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(messages.get(slug)?.code.replace('AFTERWORD_', ''))
})

describe('in a program that runs', () => {
  type Told = Record<string, { said: string; result: string }>
  let project: Project
  const told: Record<'before' | 'after', Told> = { before: {}, after: {} }

  // One process for all that leave it as it is, and one for each of the others.
  const driver = `
import { format } from 'node:util'
const told = {}
for (const slug of process.argv.slice(3)) {
  const lines = []
  console.warn = console.error = (...args) => lines.push(format(...args))
  let result = ''
  try {
    const { default: run } = await import('./' + process.argv[2] + '/' + slug + '.mjs')
    result = String(await run())
  } catch (error) {
    lines.push(error.message)
  }
  await new Promise((done) => setTimeout(done, 5))
  told[slug] = { said: lines.join('\\n'), result }
}
console.log(JSON.stringify(told))
process.exit()`

  beforeAll(async () => {
    const files = Object.entries(runs).flatMap(([slug, { before, after }]) => [
      [`before/${slug}.mjs`, before],
      [`after/${slug}.mjs`, after],
    ])
    project = openProject(
      {
        'driver.mjs': driver,
        'before/help.mjs': help,
        'after/help.mjs': help,
        ...Object.fromEntries(files),
      },
      { type: 'module' },
    )
    const ask = async (when: 'before' | 'after', slugs: string[], args: string[], env = {}) => {
      const { stdout, stderr } = await project.plain([...args, 'driver.mjs', when, ...slugs], { env })
      expect(stdout, stderr).not.toBe('')
      Object.assign(told[when], JSON.parse(stdout))
    }
    const register = ['--import', 'afterword/register']
    const shared = Object.keys(runs).filter((slug) => !runs[slug]?.alone && !runs[slug]?.env)
    for (const when of ['before', 'after'] as const) {
      await ask(when, shared, register)
      for (const [slug, { alone, env, args, mended }] of Object.entries(runs))
        if (alone || env) await ask(when, [slug], (when === 'after' && mended) || (args ?? register), env)
    }
  }, 180_000)

  test.each(Object.entries(runs))('%s', (slug, { advice }) => {
    expectSaid(slug, told.before[slug]?.said ?? '', advice)
    expect(told.after[slug]).toEqual({ said: '', result: 'works' })
  })
})

describe('while it is compiled', () => {
  const say = (file: string, code: string, options = {}): string => {
    try {
      const result = transform(code, join('/app', file), { root: '/app', ...options })
      return (result?.diagnostics ?? [])
        .map((each) => `${each.code}: ${each.message} ${each.todo}`)
        .join('\n')
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message}`
    }
  }

  test.each(Object.entries(builds))('%s', (slug, { file, before, after, advice, options }) => {
    const said = say(file, before, options)
    expect(said).toContain(messages.get(slug)?.code)
    expect(said).toMatch(pattern(slug, 'message'))
    expect(said).toContain(advice)
    expect(say(file, after, options)).toBe('')
  })
})

describe('in a whole project', () => {
  test.each(Object.entries(projects))('%s', (slug, { before, after, advice }) => {
    mkdirSync(join(root, '.cache'), { recursive: true })
    const folder = mkdtempSync(join(root, '.cache/followed-'))
    const write = (files: Record<string, string>) => {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
    }
    const say = () => check(folder).diagnostics.filter(({ level }) => level !== 'info')
    try {
      write(before)
      const said = say().map((each) => `${each.code}: ${each.message} ${each.todo}`)
      expectSaid(slug, said.join('\n'), advice)
      write(after)
      expect(say().map(({ code }) => code)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('on a command line', () => {
  let folder: string
  beforeAll(() => {
    // Outside of this clone, whose node_modules hold every peer.
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'a project-')))
    const own = join(folder, 'node_modules/afterword')
    for (const part of ['package.json', 'dist', 'transform/README.md'])
      cpSync(join(root, part), join(own, part), { recursive: true })
    for (const name of Object.keys(
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies,
    )) {
      mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    }
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(folder, 'src/app.ts'),
      "import { after } from 'afterword'\nexport function POST(request: Request) { after(() => request.url) }\n",
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(Object.entries(commands))('%s', (slug, { before, after, advice, prints }) => {
    const run = (args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const wrong = run(before)
    expect(wrong.status).toBe(1)
    expect(wrong.stdout).toBe('')
    expectSaid(slug, wrong.stderr, advice)
    expect(wrong.stderr).not.toMatch(/^\s+at /m)
    const right = run(after)
    expect({ status: right.status, stderr: right.stderr }).toEqual({ status: 0, stderr: '' })
    expect(right.stdout).toContain(prints)
  })

  test('unsupported-node', () => {
    const say = (version: string): string => {
      try {
        assertNode(version)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    expectSaid('unsupported-node', say('18.20.8'), 'Run it on Node 20.19.0 or newer')
    expectSaid('unsupported-node', say('20.18.3'), 'Run it on Node 20.19.0 or newer')
    expect([say('20.19.0'), say('22.0.0'), say(process.versions.node)]).toEqual(['', '', ''])
  })
})
