// The main job, from the outside: the demo compiles a real app, serves it, visits it, and tells what ran when.

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ShopEvent } from '../fixtures/apps/api/events.ts'
import { compileApp, engines } from '../fixtures/apps/compile.ts'
import { flatten, isStored, type Task, type Visit } from '../fixtures/apps/timeline.ts'
import { fillIn } from '../fixtures/apps/visits/form.ts'

const root = join(import.meta.dirname, '..')

interface Summary {
  files: number
  visits: Visit[]
  drained: { done: number; lost: string[] }
  mistakes: string[]
  /** What was told of the receipt whose process was killed. */
  survived: string[]
}

const isBuilt = existsSync(join(root, 'swc.wasm'))
if (!isBuilt) console.warn('not run: npm run demo -- --engine=swc, for the plugin is not built')
const built = Object.keys(engines).filter((engine) => engine !== 'swc' || isBuilt)

describe.each(built)('npm run demo -- --engine=%s', (engine) => {
  let summary: Summary
  // As the tool calls its sources: Rolldown's root is the app, Babel's and SWC's is where the demo runs.
  const place = engine !== 'text' ? /^fixtures\/apps\/api\/[\w/]+\.ts:\d+$/ : /^(?!fixtures)[\w/]+\.ts:\d+$/

  beforeAll(async () => {
    const { stdout, stderr, code } = await run('--json', `--engine=${engine}`)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    summary = JSON.parse(stdout)
  }, 60_000)

  test('finds nothing wrong, and loses nothing', () => {
    expect(summary.mistakes).toEqual([])
    expect(summary.drained.lost).toEqual([])
    expect(summary.visits).toHaveLength(12)
  })

  test('every response has the status that its handler chose', () => {
    expect(
      summary.visits.map(({ method, path, status, complete }) => [method, path, status, complete]),
    ).toEqual([
      ['GET', '/products', 200, true],
      ['GET', '/products/tea', 200, true],
      ['GET', '/products/cup', 200, true],
      ['POST', '/api/route', 200, true],
      ['GET', '/products/pot', 200, true],
      ['GET', '/old', 302, true],
      ['GET', '/products/pot/price', 200, true],
      ['PUT', '/products/pot/price', 204, true],
      ['GET', '/report', 200, true],
      ['GET', '/report', 200, false],
      ['GET', '/broken', 500, true],
      ['GET', '/unlucky', 200, true],
    ])
  })

  test('every task runs once its response is finished, and says where it was written', () => {
    for (const visit of summary.visits) {
      for (const task of flatten(visit.tasks)) {
        expect(task.place, task.name).toMatch(place)
        if (task.start !== undefined) expect(task.start, task.name).toBeGreaterThanOrEqual(visit.finished)
      }
    }
  })

  test('every task writes down its own request, closed over, and the same one by headers()', () => {
    for (const { request, tasks, notes } of summary.visits) {
      const ran = flatten(tasks).filter(({ start }) => start !== undefined)
      expect(notes.map((note) => [note.request, note.header])).toEqual(ran.map(() => [request, request]))
    }
  })

  test.each<[string, string, ...string[]]>([
    [
      'two middlewares, a library that only awaits, a wrapper that nests',
      'GET /products',
      'warm cache > timing of warm cache',
    ],
    [
      'an emitter, a pool and a client shared with others',
      'GET /products/cup',
      'count view',
      'cache thumbnail',
      'file receipt',
    ],
    ['the one who waits for a price is not the one who sets it', 'GET /products/pot/price', 'price told'],
    ['the one who sets a price is not the one who waits for it', 'PUT /products/pot/price', 'audit price'],
    [
      'a stream that is read to its end',
      'GET /report',
      'bill report > timing of bill report',
      'report ended',
    ],
    ['a redirect', 'GET /old', 'count old link'],
    ['a handler that throws', 'GET /broken', 'apologise', 'celebrate'],
  ])('%s: %s', (_claim, route, ...expected) => {
    const { tasks } = findVisit(route)
    expect(new Set(tasks.map(describeTask))).toEqual(new Set(['access log', 'extend session', ...expected]))
  })

  test("the documentation's example reads headers and cookies inside its task", () => {
    const { tasks, notes, request } = findVisit('POST /api/route')
    expect(tasks.map(({ name }) => name)).toContainEqual(expect.stringMatching(/\bapi\/route\.ts:\d+$/))
    expect(notes.map(({ text }) => text)).toContain(
      `action of session-of-${request} with browser of ${request}`,
    )
  })

  test('a task knows how its response ended', () => {
    const outcome = (visit: Visit): unknown => new Set(flatten(visit.tasks).map((task) => task.outcome))
    const [report, abandoned] = summary.visits.filter(({ path }) => path === '/report')
    expect(outcome(findVisit('GET /products'))).toEqual(new Set(['sent']))
    expect(outcome(findVisit('GET /old'))).toEqual(new Set(['sent']))
    expect(outcome(findVisit('GET /broken'))).toEqual(new Set(['errored']))
    expect(report && outcome(report)).toEqual(new Set(['sent']))
    expect(abandoned && outcome(abandoned)).toEqual(new Set(['aborted']))
    expect(abandoned?.tasks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bill report', 'report ended']),
    )
  })

  test('a task that is not for this outcome is skipped, one that fails stops no other', () => {
    const statusOf = (route: string): Record<string, unknown> =>
      Object.fromEntries(flatten(findVisit(route).tasks).map(({ name, status }) => [name, status]))
    expect(statusOf('GET /broken')).toMatchObject({ apologise: 'done', celebrate: 'skipped' })
    expect(statusOf('GET /unlucky')).toMatchObject({ 'sync stock': 'failed', 'timing of sync stock': 'done' })
    const failed = flatten(findVisit('GET /unlucky').tasks).find(({ status }) => status === 'failed')
    expect(failed?.reason).toBe(
      `Error: the warehouse does not answer (${findLine('the warehouse does not answer')})`,
    )
    expect(findVisit('GET /broken').threw).toBe(
      `Error: the shop is on fire (${findLine('the shop is on fire')})`,
    )
  })

  function findVisit(route: string): Visit {
    const visit = summary.visits.find(({ method, path }) => `${method} ${path}` === route)
    if (!visit) throw new Error(`no visit of ${route}`)
    return visit
  }
})

describe('npm run demo', () => {
  test('builds the shop, visits it, finds nothing wrong and loses nothing', async () => {
    const { stdout, stderr, code } = await run('--json')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const { visits, mistakes, drained, survived }: Summary = JSON.parse(stdout)
    expect(mistakes).toEqual([])
    expect(drained.lost).toEqual([])
    const told = (visit: Visit): unknown[] => [visit.method, visit.path, visit.status, outcomeOf(visit)]
    expect(visits.map(told)).toEqual([
      ['WRITE', '/about', 200, 'prerendered'],
      ['GET', '/', 200, 'sent'],
      ['GET', '/products/tea', 200, 'sent'],
      ['GET', '/products/pot', 200, 'sent'],
      ['GET', '/products/cup', 200, 'sent'],
      ['POST', '/products/cup', 303, 'sent'],
      ['GET', '/cart', 200, 'sent'],
      ['POST', '/cart', 303, 'sent'],
      ['GET', '/orders/1000', 200, 'sent'],
      ['POST', '/api', 200, 'sent'],
      ['GET', '/about', 200, 'sent'],
      ['GET', '/report', 200, 'sent'],
      ['GET', '/report', 200, 'aborted'],
      ['GET', '/old', 307, 'sent'],
      ['GET', '/products/nothing', 404, 'sent'],
      ['GET', '/broken', 500, 'errored'],
      ['GET', '/stocktaking', 200, 'sent'],
    ])
    const [answered = '', first = '', killed, second = '', mailed = ''] = survived
    expect(answered).toMatch(/^process \d+: order 1000 is answered$/)
    expect(first).toMatch(/^process \d+: receipt of order 1000 begins, attempt 1 of 5$/)
    expect(killed).toBe('the shop is killed, in the midst of it, and started again')
    expect(second).toMatch(/^process \d+: receipt of order 1000 begins, attempt 2 of 5$/)
    // With the request of the one that died.
    expect(mailed).toMatch(
      /^process \d+: receipt of order 1000 is mailed to bob@example\.com, who uses browser of request-4$/,
    )
    const processOf = (line: string) => line.split(':')[0]
    expect([processOf(first), processOf(mailed)]).toEqual([processOf(answered), processOf(second)])
    expect(processOf(second)).not.toBe(processOf(first))
  }, 120_000)
})

/** That of all its tasks that waited for it. */
function outcomeOf({ tasks }: Visit): unknown {
  const [outcome, ...others] = new Set(
    flatten(tasks)
      .filter((task) => !isStored(task))
      .map((task) => task.outcome),
  )
  return others.length === 0 ? outcome : [outcome, ...others]
}

describe('the demo as a command', () => {
  test('prints a timeline without colours into a pipe, and one sentence at the end', async () => {
    const { stdout, code } = await run()
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^The shop built with afterword\/vite in \d+ ms, served at http:\/\/localhost:\d+\n/,
    )
    expect(stdout).toMatch(
      /\nGET {2}\/products\/tea +200 sent +response finished at [\d.]+ ms +request-2\n {2}access log +middleware/,
    )
    expect(stdout).toMatch(
      /\n16 requests and 1 page written ahead, \d+ tasks, each with the scope of its own request: [^\n]+\n\nA task that survives its process, stored in the folder [^\n]+:\n(?: {2}(?:process|the shop) [^\n]+\n){5}\nIn a browser: [^\n]+\n$/,
    )
    // A task without a name is called by its place, a page that was written ahead is no request, and each line of claims is checked.
    expect(stdout).toMatch(/\n {2}app\/layout\.tsx:\d+ +at /)
    expect(stdout).toMatch(/^page \/about +prerendered +page written at /m)
    expect(stdout).toContain('  whose? 5 of 5 tasks closed over request-2; their scope said request-2\n')
    expect(stdout).not.toMatch(/no name|WRITE|shop\/app\//)
    expect(stdout).not.toContain('\u001b[')
  }, 120_000)

  test('explains itself, and an option that it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--serve') })
    expect(await run('--nonsense')).toMatchObject({ code: 2, stderr: expect.stringContaining('--nonsense') })
    expect(await run('--engine=cobol')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"cobol"'),
    })
  })

  test('a port in use gives one sentence and exit code 1', async () => {
    const taken = createServer().listen(0)
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const { stderr, stdout, code } = await run({ PORT: String(port) })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(`shop: port ${port} is in use; set PORT to a free one, or leave it out\n`)
  }, 60_000)

  test('a port that is none gives one sentence and exit code 2, before anything is built', async () => {
    const { stderr, stdout, code } = await run({ PORT: 'http' })
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toMatch(/^demo: PORT is http; [^\n]+\n$/)
  })

  test('--serve prints each visit, and Ctrl-C drains', async () => {
    const demo = spawn(process.execPath, ['fixtures/apps/demo.ts', '--serve'], { cwd: root })
    onTestFinished(() => void demo.kill('SIGKILL'))
    let output = ''
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    await expect.poll(() => output, { timeout: 90_000 }).toContain('Ctrl-C')
    const url = /http:\/\/localhost:\d+/.exec(output)?.[0]
    expect(output).toContain(`${url}/_after`)
    expect((await fetch(`${url}/`)).status).toBe(200)
    await expect.poll(() => output, { timeout: 5_000 }).toMatch(/warm cache[^\n]+done/)

    // Its process is killed while it mails a receipt. The page of the next one shows the job, which has the same address.
    const headers = { cookie: 'session-id=carol' }
    const ask = (path: string, init?: RequestInit) =>
      fetch(url + path, { redirect: 'manual', ...init, headers })
    const submit = async (path: string, text: string, fields: Record<string, string>) =>
      ask(path, { method: 'POST', body: fillIn(await (await ask(path)).text(), text, fields) })
    await submit('/products/pot', 'Add to cart', { count: '1' })
    expect((await submit('/cart', 'Order', { email: 'carol@example.com' })).status).toBe(303)
    await expect.poll(() => output, { timeout: 20_000 }).toContain('begins, attempt 1 of 5')
    process.kill(Number(/kill -9 (\d+)/.exec(output)?.[1]), 'SIGKILL')
    await expect.poll(() => output, { timeout: 60_000 }).toContain('is mailed to carol@example.com')
    expect(output).toMatch(
      /the shop was killed, and is started again as process \d+\nprocess \d+: receipt of order 1000 begins, attempt 2 of 5/,
    )
    await expect
      .poll(() => firstEvents(`${url}/_after/events`), { timeout: 10_000 })
      .toContain('job mail-receipt, attempt 2 of 5')

    demo.kill('SIGINT')
    const [code] = await once(demo, 'exit')
    expect(output).toMatch(/drained: \d+ tasks ended while stopping, 0 lost\n$/)
    expect(code).toBe(0)
  }, 180_000)
})

describe('the same API as a fetch-style server', () => {
  test('its tasks run once the body was handed over, each with its own request', async () => {
    const { directory } = await compileApp('api')
    const events: ShopEvent[] = []
    const shop: ChildProcess = fork(join(directory, 'fetch.js'), {
      env: { ...process.env, PORT: '' },
      serialization: 'advanced',
    })
    onTestFinished(() => void shop.kill('SIGKILL'))
    shop.on('message', (event: ShopEvent) => events.push(event))
    const find = <T extends ShopEvent['type']>(type: T): Extract<ShopEvent, { type: T }>[] =>
      events.filter((event): event is Extract<ShopEvent, { type: T }> => event.type === type)

    await expect.poll(() => find('listening'), { timeout: 10_000 }).toHaveLength(1)
    const url = find('listening')[0]?.url
    const visit = async (id: string, path: string): Promise<number> => {
      const response = await fetch(url + path, { headers: { 'x-request-id': id } })
      await response.text()
      return response.status
    }
    const paths = ['/products', '/products/tea', '/products/cup', '/report', '/broken']
    const statuses = await Promise.all(paths.map((path, index) => visit(`fetch-${index}`, path)))
    expect(statuses).toEqual([200, 200, 200, 200, 500])

    shop.kill('SIGTERM')
    await once(shop, 'exit')
    expect(find('drained')[0]?.lost).toEqual([])
    const ran = find('task').filter(({ info }) => info.startedAt !== undefined)
    expect(ran.length).toBeGreaterThan(paths.length)
    for (const { info } of ran) expect(info.startedAt).toBeGreaterThanOrEqual(info.closedAt ?? Number.NaN)
    expect(find('note')).toHaveLength(ran.length)
    for (const note of find('note')) expect(note.header).toBe(note.request)
  }, 60_000)
})

/** Where the author threw it: the compiled file has it on another line. */
function findLine(message: string): string {
  const lines = readFileSync(join(root, 'fixtures/apps/api/routes/odd.ts'), 'utf8').split('\n')
  return `routes/odd.ts:${lines.findIndex((line) => line.includes(message)) + 1}`
}

/** A task with the chain below it: `warm cache > timing of warm cache`. */
function describeTask({ name, children }: Task): string {
  return [name, ...children.map(describeTask)].join(' > ')
}

async function run(
  ...given: (string | Record<string, string>)[]
): Promise<{ stdout: string; stderr: string; code: number }> {
  const args = given.filter((one) => typeof one === 'string')
  const env = Object.assign({ ...process.env, PORT: '' }, ...given.filter((one) => typeof one !== 'string'))
  const demo = spawn(process.execPath, ['fixtures/apps/demo.ts', ...args], { cwd: root, env })
  let stdout = ''
  let stderr = ''
  demo.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  demo.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = await once(demo, 'close')
  return { stdout, stderr, code }
}

/** What the page is told in its first second. */
async function firstEvents(url: string): Promise<string> {
  const { body } = await fetch(url, { signal: AbortSignal.timeout(1_000) })
  let text = ''
  try {
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) text += part
  } catch {
    // It has no end.
  }
  return text
}
