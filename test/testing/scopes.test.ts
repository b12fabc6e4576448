// What `afterword/test` promises: withAfterScope, afterTasks, withoutAfter.
import { describe, expect, it } from 'vitest'
import { after, cookies, currentScope, headers, openScope, type Scope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { afterTasks, flushAfter, withAfterScope, withoutAfter } from '../../runtime/test.ts'
import { compiledAfter } from '../runtime/placed.ts'
import { sleep } from '../runtime/servers.ts'
import { fail, printed } from './setup.ts'

describe('withAfterScope', () => {
  it('gives what the function returns or fulfils with, and its scope', async () => {
    const sync = await withAfterScope((scope) => [scope, currentScope()])
    expect(sync.result).toEqual([sync.scope, sync.scope])
    const async = await withAfterScope(async () => 7)
    expect(async.result).toBe(7)
    expect(async.scope).not.toBe(sync.scope)
    expect(async.scope).toMatchObject({ host: 'test', name: 'test', state: 'open' })
  })

  it('rejects with what the function throws; its scope is the function’s to keep', async () => {
    let scope: Scope | undefined
    const log: unknown[] = []
    const handler = (given: Scope) => {
      scope = given
      after(({ outcome, status, error }) => log.push(outcome, status, error), { on: 'error' })
      throw new Error('handler')
    }
    await expect(withAfterScope(handler)).rejects.toThrow('handler')
    await flushAfter(scope, { outcome: 'errored', status: 500, error: 'handler' })
    expect(log).toEqual(['errored', 500, 'handler'])
  })

  it.each([
    [{ headers: { 'x-a': '1' } }, ['1', undefined]],
    [{ headers: new Headers({ 'x-a': '1', cookie: 'k=h' }) }, ['1', 'h']],
    [{ cookies: { k: 'ö ;=' } }, [null, 'ö ;=']],
    [{ headers: { 'x-a': '1', cookie: 'j=0' }, cookies: { k: 'v' } }, ['1', 'v']],
    [{ request: new Request('http://x/a?q', { headers: { 'x-a': '1', cookie: 'k=v' } }) }, ['1', 'v']],
    [{ request: new Request('http://x/a?q', { headers: { 'x-a': '1' } }), cookies: { k: 'v' } }, ['1', 'v']],
    [{ request: { headers: { 'x-a': '1', cookie: 'k=v' } } }, ['1', 'v']],
    [{}, [null, undefined]],
  ])('lets headers() and cookies() read %o', async (options, expected) => {
    const { result } = await withAfterScope(options, () => [headers().get('x-a'), cookies().get('k')?.value])
    expect(result).toEqual(expected)
  })

  it('names the scope by its request, which is a carrier of it; and so are others', async () => {
    const request = new Request('http://x/a/b?q=1', { method: 'PUT' })
    const context = {}
    const { scope } = await withAfterScope({ request, carriers: [context] }, async () => {
      await null
      after.with(request, () => {}, { name: 'one' })
      after.with(context, () => {}, { name: 'two' })
    })
    expect(scope.name).toBe('PUT /a/b')
    expect(afterTasks(request).map(({ name }) => name)).toEqual(['one', 'two'])
    expect(await flushAfter(context)).toMatchObject({ done: 2 })
  })

  it('keeps the lines of cookies() until the function has returned', async () => {
    let late: (() => unknown) | undefined
    const { setCookies } = await withAfterScope((scope) => {
      cookies().set('a', '1')
      cookies().set('b', '2')
      late = () => scope.run(() => cookies().set('c', '3'))
    })
    expect(setCookies).toEqual(['a=1; Path=/', 'b=2; Path=/'])
    expect(late).toThrow('AFTERWORD_COOKIE_TOO_LATE')
  })

  it('refuses what is no function, and options that it does not know', async () => {
    for (const [given, code] of [
      [[1], 'AFTERWORD_BAD_FUNCTION'],
      [[{}, 'x'], 'AFTERWORD_BAD_FUNCTION'],
      [[{ header: {} }, () => {}], 'AFTERWORD_UNKNOWN_OPTION'],
      [[{ cookies: { a: 1 } }, () => {}], 'AFTERWORD_BAD_OPTION'],
      [[{ carriers: {} }, () => {}], 'AFTERWORD_BAD_OPTION'],
    ] as [never, string][])
      for (const call of [withAfterScope, withoutAfter])
        await expect(Reflect.apply(call, null, given)).rejects.toMatchObject({ code })
  })

  it('runs in another scope, and puts that back', async () => {
    const outer = openScope()
    await outer.run(async () => {
      const inner = withAfterScope(() => currentScope())
      expect(currentScope()).toBe(outer)
      const { result, scope } = await inner
      expect(result).toBe(scope)
    })
  })
})

describe('afterTasks', () => {
  it('says what is queued: name, place, key, on, timeout, whether it has started', async () => {
    const { scope } = await withAfterScope(() => {
      compiledAfter('src/a.ts:1', () => {}, { key: 'k' })
      compiledAfter('src/a.ts:2', () => {}, { key: 'k', on: 'error', timeout: 5, name: 'last' })
      compiledAfter('src/a.ts:3', sleep(1))
    })
    expect(afterTasks(scope)).toEqual([
      { name: 'last', place: 'src/a.ts:2', key: 'k', on: 'error', timeout: 5, started: false },
      { name: 'src/a.ts:3', place: 'src/a.ts:3', on: 'always', started: true },
    ])
    await flushAfter(scope)
    expect(afterTasks(scope)).toEqual([])
  })
})

describe('withoutAfter', () => {
  it('collects tasks, and runs none, whenever they are given', async () => {
    const log: string[] = []
    let scope: Scope | undefined
    const { result, tasks } = await withoutAfter({ headers: { 'x-a': '1' } }, async (given) => {
      scope = given
      after(() => log.push('never'), { name: 'first', key: 'k' })
      after(() => log.push('never'), { name: 'last', key: 'k' })
      after(() => log.push('never'), { name: 'taken back' })
      expect(after.cancel('taken back')).toBe(true)
      return headers().get('x-a')
    })
    expect(result).toBe('1')
    expect(tasks).toMatchObject([{ name: 'last', key: 'k', on: 'always', started: false }])
    const late = scope?.after(() => log.push('never'))
    expect((await late?.done)?.status).toBe('cancelled')
    expect(await scope?.drained).toMatchObject({ done: 0, cancelled: 3 })
    await sleep(2)
    expect(log).toEqual([])
  })

  it('leaves no trace: register and scopes are as they were, also if the function throws', async () => {
    await expect(withoutAfter(fail('handler'))).rejects.toThrow('handler')
    expect([register.scope, register.scopes.size]).toEqual([null, 0])
    expect(() => after(() => {})).toThrow('AFTERWORD_NO_SCOPE')
  })

  it('refuses what after() refuses', async () => {
    await expect(withoutAfter(() => after(42 as never))).rejects.toThrow('AFTERWORD_BAD_TASK')
  })

  it('says nothing of promises that fail', async () => {
    await withoutAfter(() => void after(sleep(1).then(fail('promise'))))
    await sleep(5)
    expect(printed).not.toHaveBeenCalled()
  })
})

describe.concurrent('tests side by side', () => {
  it.each(Array.from({ length: 20 }, (_, n) => n))('the %ith sees its own', async (n) => {
    const log: unknown[] = []
    const { scope } = await withAfterScope({ headers: { 'x-n': `${n}` } }, async (scope) => {
      await sleep(n % 3)
      scope.run(() => after(() => log.push(headers().get('x-n'))))
    })
    await sleep(n % 2)
    expect(await flushAfter(scope)).toMatchObject({ done: 1 })
    expect(log).toEqual([`${n}`])
  })
})
