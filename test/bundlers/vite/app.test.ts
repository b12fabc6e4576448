// One app through everything that Vite does with it: dev server, builds, the server that was built, preview.
import { globSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, type Project, type Running } from './project.ts'

const VITE = 'node_modules/vite/bin/vite.js'
const AFTER = 'src/audit.ts:15'

const text = async (url: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(url, { headers })).text()

async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 8000
  for (let value = await read(); ; value = await read()) {
    if (isDone(value) || Date.now() > end) return value
    await sleep(25)
  }
}

/** Twelve requests at once, each with a header of its own; what their tasks wrote down. */
async function visit({ url }: Running, ids: string[], header = 'x-request') {
  const bodies = await Promise.all(ids.map((id) => text(`${url}/order?id=${id}`, { [header]: `of ${id}` })))
  expect(bodies).toEqual(ids.map((id) => `order ${id}: ${Number(id) * 100}`))
  const read = async () => JSON.parse(await text(`${url}/journal`)) as { id: string }[]
  const entries = await until(read, (all) => ids.every((id) => all.some((each) => each.id === id)))
  return entries.filter(({ id }) => ids.includes(id))
}

const entriesOf = (ids: string[], name = AFTER) =>
  ids.toReversed().map((id) => ({ id, header: `of ${id}`, sent: true, name, outcome: 'sent' }))

const byId = (entries: { id: string }[]) => entries.toSorted((a, b) => Number(b.id) - Number(a.id))

const first = Array.from({ length: 12 }, (_, i) => String(i))

describe('the dev server', () => {
  let project: Project
  let dev: Running
  beforeAll(async () => {
    project = openProject('app')
    dev = await project.start('dev.js')
  })
  afterAll(async () => {
    await dev[Symbol.asyncDispose]()
    project[Symbol.dispose]()
  })
  const lineOf = (file: string, part: string): number =>
    project
      .read(file)
      .split('\n')
      .findIndex((line) => line.includes(part)) + 1

  it('gives each task its own request, once the response is sent, under the name of its line', async () => {
    expect(byId(await visit(dev, first))).toEqual(entriesOf(first))
  })

  it('serves client modules as they are, with the stand-in', async () => {
    const main = await text(`${dev.url}/src/lazy.ts`)
    expect(main).not.toContain('afterword/compiled')
    const [, path] = /from "([^"]*afterword[^"]*)"/.exec(main) ?? []
    expect(path).toContain('/runtime/client.js')
    expect(await text(`${dev.url}${path}`)).toContain('serverOnly("after")')
  })

  it('shows where in the source an error was thrown', async () => {
    const line = lineOf('src/order.ts', "'boom'")
    expect(await text(`${dev.url}/boom`)).toMatch(
      new RegExp(`at (?:async )?(?:Module\\.)?explode \\(.*src/order\\.ts:${line}:9\\)`),
    )
  })

  it('runs what was written to a file since, and tasks still have their own requests', async () => {
    project.edit('src/audit.ts', "'x-request'", "'x-second'")
    project.edit('src/audit.ts', 'await null', 'await null\n  await null')
    project.edit('src/order.ts', 'await audit(', 'await sleep(1)\n  await audit(')
    await until(
      async () => {
        await text(`${dev.url}/order?id=1`, { 'x-second': 'of 1' })
        return text(`${dev.url}/journal`)
      },
      (journal) => journal.includes('of 1'),
    )
    const second = ['13', '14', '15', '16', '17']
    expect(byId(await visit(dev, second, 'x-second'))).toEqual(entriesOf(second, 'src/audit.ts:16'))
  })

  it('shows a syntax error with file, line and frame, once, and goes on when it is mended', async () => {
    // A watcher may take what is written at once for one change.
    await sleep(200)
    project.edit('src/order.ts', 'number = priceOf', 'number = = priceOf')
    const line = lineOf('src/order.ts', '= =')
    const broken = await until(
      () => text(`${dev.url}/order?id=2`),
      (body) => body.includes('= ='),
    )
    expect(broken).toContain(`src/order.ts:${line}:25: Unexpected token`)
    expect(broken).toContain(
      `> ${line} |   const price: number = = priceOf(id)\n     |                         ^`,
    )
    expect(broken.split('= = priceOf')).toHaveLength(2)
    await sleep(200)
    project.edit('src/order.ts', '= =', '=')
    const isMended = (body: string) => body === 'order 3: 300'
    expect(await until(() => text(`${dev.url}/order?id=3`), isMended)).toSatisfy(isMended)
    const third = ['4', '5', '6']
    expect(byId(await visit(dev, third, 'x-second'))).toEqual(entriesOf(third, 'src/audit.ts:16'))
  })
})

describe('the build', () => {
  let project: Project
  afterAll(() => project[Symbol.dispose]())
  beforeAll(async () => {
    project = openProject('app')
    expect(await project.run(VITE, 'build', '--app')).toMatchObject({ code: 0 })
  })

  it('makes a minified server whose tasks have their own requests, and the names of their lines', async () => {
    await using built = await project.start('dist/server/start.js')
    const entries = await visit(built, first)
    expect(byId(entries)).toEqual(entriesOf(first))
    expect(project.read('dist/server/start.js').split('\n').length).toBeLessThan(5)
  })

  it('puts nothing of the runtime into a chunk for the client', () => {
    const chunks = globSync('dist/client/**/*.js', { cwd: project.root })
    expect(chunks.length).toBeGreaterThan(1)
    const code = chunks.map((file) => project.read(file)).join('\n')
    expect(code).toContain('browser')
    for (const text of ['afterword.register', 'AFTERWORD_', 'afterword/compiled', 'refuse'])
      expect(code).not.toContain(text)
  })

  it('can be previewed', async () => {
    await using preview = await project.start(VITE, 'preview', '--outDir', 'dist/client', '--port', '0')
    const [, script] = /src="(.+?\.js)"/.exec(await text(preview.url)) ?? []
    expect(await text(`${preview.url}${script}`)).toContain('browser')
  })
})
