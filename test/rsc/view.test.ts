// How components see their request: the scope itself but for their tasks, which may not read it.

import { describe, expect, test, vi } from 'vitest'
import { pick } from '../../runtime/compiled.ts'
import { viewOf } from '../../runtime/hosts/rsc/view.ts'
import { after, bind, cookies, currentScope, headers, openScope, type Scope } from '../../runtime/index.ts'

const request = { headers: { 'x-id': 'a', cookie: 'who=ada' } }
const code = 'AFTERWORD_REQUEST_IN_RENDER_TASK'

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return 'fine'
  } catch (error) {
    return (error as { code?: string }).code
  }
}

const open = (): { scope: Scope; view: Scope } => {
  const scope = openScope({ name: 'GET /a', request })
  return { scope, view: viewOf(scope) }
}

async function finish(scope: Scope): Promise<void> {
  scope.close('sent', { status: 200 })
  await scope.drained
}

describe('headers() and cookies()', () => {
  test('work while components render, also once the response is closed, and not in their tasks', async () => {
    const { scope, view } = open()
    const found: unknown[] = []
    const ask = (): void => void found.push(codeOf(headers), codeOf(cookies))
    view.run(() => {
      ask()
      after(async () => {
        ask()
        const later = bind(ask)
        after(ask)
        await null
        later()
      })
    })
    scope.close('aborted')
    view.run(ask)
    await scope.drained
    expect(found).toEqual([...Array(4).fill('fine'), ...Array(6).fill(code)])
  })

  test('work in the tasks of a handler that goes on beside the render', async () => {
    const { scope, view } = open()
    const found: unknown[] = []
    scope.run(() => after(() => found.push(['handler', codeOf(headers)])))
    view.run(() => after(() => found.push(['component', codeOf(headers)])))
    scope.run(() => after(() => found.push(['handler', codeOf(cookies)])))
    await finish(scope)
    expect(found).toEqual([
      ['handler', 'fine'],
      ['component', code],
      ['handler', 'fine'],
    ])
  })

  test('are refused in what a task of a component renders, and work in what a handler does', async () => {
    const { scope, view } = open()
    const found: unknown[] = []
    const mail = () => viewOf(currentScope() as Scope).run(() => found.push(codeOf(headers)))
    view.run(() => after(mail))
    scope.run(() => after(mail))
    await finish(scope)
    expect(found).toEqual([code, 'fine'])
  })

  test('the message says what was called, where, and what to do', async () => {
    const { scope, view } = open()
    let message = ''
    view.run(() =>
      after(() => {
        try {
          cookies()
        } catch (error) {
          message = (error as Error).message
        }
      }),
    )
    await finish(scope)
    expect(message).toMatch(/^AFTERWORD_\w+: GET \/a used cookies\(\) inside after\(\) while rendering/)
    expect(message).toContain('outside of the callback')
  })
})

describe('a view', () => {
  test('is its scope to all who ask', async () => {
    const { scope, view } = open()
    expect([view.id, view.name, view.host, view.state]).toEqual([scope.id, 'GET /a', 'custom', 'open'])
    expect(view.drained).toBe(scope.drained)
    view.close('sent')
    expect([scope.state, view.state]).toEqual(['drained', 'drained'])
    expect(await view.drained).toMatchObject({ done: 0 })
  })

  test('shares keys, names, order and the report with it', async () => {
    const { scope, view } = open()
    const ran: string[] = []
    const give = (in_: Scope, name: string, key?: string) =>
      in_.run(() => after(() => ran.push(name), { name, ...(key ? { key } : {}) }))
    give(scope, 'first')
    const replaced = give(view, 'second', 'mail')
    give(scope, 'third', 'mail')
    give(view, 'fourth')
    give(scope, 'fifth')
    expect(view.cancel('fifth')).toBe(true)
    expect(view.run(() => after.cancel('fourth'))).toBe(true)
    await finish(scope)
    expect(ran).toEqual(['first', 'third'])
    expect(await replaced.done).toMatchObject({ status: 'cancelled' })
    expect(await scope.drained).toMatchObject({ done: 2, cancelled: 3 })
  })

  test('a task that a task of a component gives is counted, waited for, and of the same kind', async () => {
    const { scope, view } = open()
    const found: unknown[] = []
    const give = (depth: number): unknown =>
      after(() => (depth ? give(depth - 1) : found.push(codeOf(headers))))
    view.run(give, 3)
    await finish(scope)
    expect(found).toEqual([code])
    expect(await scope.drained).toMatchObject({ done: 4, failed: 0 })
    expect(view.state).toBe('drained')
  })

  test('hands its tasks on as they were given', async () => {
    const { scope, view } = open()
    const infos: unknown[] = []
    function named(info: unknown) {
      infos.push(info)
    }
    const none = (...args: unknown[]) => infos.push(args.length)
    const handle = view.run(() => after(named))
    view.run(() => after(none))
    expect(handle.name).toMatch(/view\.test\.ts:\d+$/)
    const promise = view.run(() => after(Promise.resolve()))
    await finish(scope)
    expect(infos).toEqual([expect.objectContaining({ outcome: 'sent', status: 200 }), 0])
    expect(await promise.done).toMatchObject({ status: 'done' })
    expect(() => view.after(42 as never)).toThrow(TypeError)
  })

  test('and its scope are one request to whoever looks for closures between two', () => {
    const { scope, view } = open()
    const other = openScope({ name: 'GET /b' })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    view.run(() => expect(pick(scope, 'here')).toBe(view))
    scope.run(() => expect(pick(view, 'there')).toBe(scope))
    expect(warn).not.toHaveBeenCalled()
    view.run(() => pick(other, 'elsewhere'))
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
    scope.close()
    other.close()
  })
})
