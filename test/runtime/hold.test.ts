// What an application holds: `const { cancel, done } = after(…)`, `console.log(handle)`.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { withAfter } from '../../runtime/hosts/fetch.ts'
import { cookies, currentScope, headers, openScope, type Scope } from '../../runtime/index.ts'
import { flushAfter, withAfterScope, withoutAfter } from '../../runtime/test.ts'
import { compiledAfter } from './placed.ts'

const request = (): Request => new Request('http://x/a', { headers: { 'x-user': 'ada', cookie: 'a=1; b=2' } })
const open = (): Scope => openScope({ request: request(), setCookies: () => true, name: 'GET /a' })

describe('methods work when they are taken off', () => {
  it('of a handle', async () => {
    const scope = open()
    const ran: number[] = []
    const first = scope.after(() => ran.push(1))
    const { cancel, done, id, name } = scope.after(() => ran.push(2))
    expect([typeof id, name]).toEqual(['number', 'task'])
    expect(cancel()).toBe(true)
    expect(cancel()).toBe(false)
    scope.close('sent')
    expect((await done).status).toBe('cancelled')
    expect((await first.done).status).toBe('done')
    expect(ran).toEqual([1])
  })

  it('of a handle of compiled code', () => {
    const { cancel } = open().run(() => compiledAfter('a.ts:1', () => {}))
    expect(cancel()).toBe(true)
  })

  it('of a scope that was opened', async () => {
    const scope = open()
    const { run, after, cancel, close, drained } = scope
    const ran: string[] = []
    expect(run((a: number, b: number) => [currentScope(), a + b], 1, 2)).toEqual([scope, 3])
    after(() => ran.push('x'))
    after(() => ran.push('y'), { name: 'y' })
    expect(cancel('y')).toBe(true)
    close('sent', { status: 201 })
    expect(await drained).toMatchObject({ done: 1, cancelled: 1 })
    expect([ran, scope.outcome]).toEqual([['x'], 'sent'])
  })

  it('of currentScope() in a host', async () => {
    const ran: string[] = []
    const handler = withAfter((_request: Request) => {
      const { after, run, cancel } = currentScope() as Scope
      after(() => ran.push('after'))
      after(() => ran.push('never'), { name: 'never' })
      run(() => after(() => ran.push('run')))
      cancel('never')
      return new Response('x')
    })
    await (await handler(new Request('http://x/'))).text()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(ran).toEqual(['after', 'run'])
  })

  it('of headers() and cookies(), awaited or not', async () => {
    await open().run(async () => {
      for (const given of [headers(), await headers()]) {
        const { get, has, forEach, entries, keys, values } = given
        const seen: string[] = []
        forEach((value, name) => seen.push(`${name}=${value}`))
        expect([
          get('x-user'),
          has('cookie'),
          [...keys()],
          [...entries()].length,
          [...values()].length,
        ]).toEqual(['ada', true, ['cookie', 'x-user'], 2, 2])
        expect(seen).toContain('x-user=ada')
        const { set } = given as Headers
        expect(() => set('a', 'b')).toThrow('AFTERWORD_READ_ONLY_HEADERS')
      }
    })
    await open().run(async () => {
      for (const given of [cookies(), await cookies()]) {
        const { get, has, set, getAll } = given
        set('c', '3')
        expect([get('a')?.value, has('b'), getAll('c').length]).toEqual(['1', true, 1])
      }
    })
  })

  it('and is one that a test kit or a spy replaces', async () => {
    const { scope } = await withAfterScope((each) => each.after(() => {}, { name: 'mail' }))
    expect(await flushAfter(scope)).toMatchObject({ done: 1 })
    const { tasks } = await withoutAfter(({ after }) => after(() => {}, { name: 'mail' }))
    expect(tasks).toMatchObject([{ name: 'mail' }])
    const own = open()
    const spy = () => 'spied' as never
    own.after = spy
    expect(own.after).toBe(spy)
  })
})

describe('what is printed is short', () => {
  it('of a handle, in each state', async () => {
    const scope = open()
    const handle = scope.after(() => {}, { name: 'mail' }, 'src/a.ts:3')
    expect(inspect(handle)).toBe(
      `AfterHandle { id: ${handle.id}, name: 'mail', place: 'src/a.ts:3', status: 'waiting' }`,
    )
    scope.close('sent')
    await scope.drained
    expect(inspect(handle)).toMatch(/^AfterHandle \{[^{}]*status: 'done'/)
    expect(JSON.parse(JSON.stringify(handle))).toEqual({
      id: handle.id,
      name: 'mail',
      place: 'src/a.ts:3',
      status: 'done',
    })
  })

  it('of a scope and of what holds one', () => {
    const scope = open()
    scope.after(() => {}, { name: 'mail' })
    const lines = inspect({ scope }, { depth: 9 })
    expect(lines).toMatch(/scope: Scope \{/)
    expect(lines).toContain("tasks: [ 'mail' ]")
    expect(lines.split('\n').length).toBeLessThan(12)
    expect(JSON.stringify(scope)).toContain('"tasks":["mail"]')
    expect(inspect(Object.getPrototypeOf(scope))).not.toContain('Error')
  })

  it('of headers() and cookies()', () => {
    open().run(() => {
      expect(inspect(headers())).toBe("Promise { Headers { cookie: 'a=1; b=2', 'x-user': 'ada' } }")
      expect(inspect(cookies())).toBe("Promise { RequestCookies { a: '1', b: '2' } }")
    })
  })
})
