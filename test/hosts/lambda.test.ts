// What is Lambda's own: handlers without a stream, errors, and what a handler is known by.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { withAfter } from '../../runtime/hosts/lambda.ts'
import { type AfterInfo, after, configureAfter, cookies, headers } from '../../runtime/index.ts'
import { bundle } from './bundle.ts'
import { type Lambda, startLambda } from './lambda/invoker.ts'

describe('a handler that returns its response', () => {
  let lambda: Lambda

  beforeAll(async () => {
    lambda = await startLambda(await bundle('buffered', 'lambda', 'lambda'), 'buffered')
  }, 30_000)

  afterAll(() => lambda.stop())

  const get = async (path: string, id: string) =>
    (await fetch(`${lambda.url}${path}`, { headers: { 'x-id': id } })).text()

  test('cannot go on after it: `after` throws, and says what to do', async () => {
    expect(await get('/no-host', 'a')).toBe('AFTERWORD_NO_KEEP_ALIVE')
  })

  test("with onNoHost: 'warn' its tasks run before the response, and nothing is lost", async () => {
    expect(await get('/no-host?warn', 'b')).toBe('given')
    const gotAt = Date.now()
    // What came later would have waited for this invocation.
    const [task] = JSON.parse(await get('/__events?id=b', ''))
    expect(task.what).toBe('task')
    expect(task.at).toBeLessThanOrEqual(gotAt)
  })

  test('says so in hostInfo()', async () => {
    expect(JSON.parse(await get('/__host', ''))).toMatchObject({ name: 'lambda', keepsAlive: false })
  })
})

describe('withAfter', () => {
  const context = { functionName: 'reports' }

  test('keeps the marks and the length of the handler, by which Lambda knows its form', () => {
    const mark: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming')
    const handler = Object.assign(async (_event: object, _stream: object, _context: object) => {}, {
      [mark]: 'response',
    })
    const wrapped = withAfter(handler)
    expect([wrapped.length, wrapped[mark]]).toEqual([3, 'response'])
    expect(withAfter(async (_event: object, _context: object) => {}).length).toBe(2)
  })

  test('refuses what is no handler', () => {
    expect(() => withAfter(42 as never)).toThrow(expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }))
  })

  test('reads headers and cookies of every form of event', async () => {
    const seen: unknown[] = []
    const handler = withAfter(async (_event: object, _context: object) => {
      seen.push([headers().get('x-own'), cookies().get('a')?.value])
      return 'ok'
    })
    // A function URL, an API Gateway of the first kind, an event of a queue.
    await handler({ headers: { 'x-own': '1' }, cookies: ['a=1', 'b=2'], rawPath: '/' }, context)
    await handler({ headers: { 'X-Own': '2', Cookie: 'a=2' }, httpMethod: 'GET', path: '/' }, context)
    await handler({ Records: [] }, context)
    expect(seen).toEqual([
      ['1', '1'],
      ['2', '2'],
      [null, undefined],
    ])
  })

  test('a handler that fails rejects with its error when its tasks are over, and they are told', async () => {
    const error = new Error('handler')
    const infos: AfterInfo[] = []
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    configureAfter({ onNoHost: 'warn' })
    const handler = withAfter(async (event: object, _context: object) => {
      after.with(event, async (info) => {
        await new Promise((resolve) => setTimeout(resolve, 10))
        infos.push(info)
      })
      throw error
    })
    await expect(handler({}, context)).rejects.toBe(error)
    expect(infos).toEqual([expect.objectContaining({ outcome: 'errored', error })])
    configureAfter({ onNoHost: undefined })
    vi.restoreAllMocks()
  })
})
