// Whose a callback is, as the helpers of compiled code answer it (R2).
import { afterEach, describe, expect, it, vi } from 'vitest'
import { author, authorAt, made } from '../../runtime/compiled.ts'
import { after, currentScope, headers, openScope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import type { RequestScope } from '../../runtime/scope.ts'

afterEach(() => {
  register.scope = null
})

const open = (name: string) => openScope({ name, request: { headers: { from: name } } })
const asked = (
  outer: Parameters<typeof author>[0],
  caller: ReturnType<typeof open> | null,
  late?: number,
) => {
  register.scope = caller
  const found = author(outer, late)
  register.scope = null
  return found
}

describe('author', () => {
  it('is the one that is there where the other is empty', () => {
    const ada = open('ada')
    expect(asked(ada, null)).toBe(ada)
    expect(asked(null, ada)).toBe(ada)
    expect(asked(null, null)).toBe(null)
    expect(asked(ada, ada)).toBe(ada)
  })

  it('is the one who wrote it, until that is drained; later the caller, but for what is late', () => {
    const [ada, bob] = [open('ada'), open('bob')]
    expect(asked(ada, bob)).toBe(ada)
    ada.close('sent')
    expect(asked(ada, bob)).toBe(bob)
    expect(asked(ada, bob, 1)).toBe(ada)
    expect(asked(ada, bob, 2)).toBe(ada)
  })

  it('is one whose response is sent and whose tasks still run', async () => {
    const [ada, bob] = [open('ada'), open('bob')]
    let end = () => {}
    ada.after(() => new Promise<void>((resolve) => (end = resolve)))
    ada.close('sent')
    await null
    expect(asked(ada, bob)).toBe(ada)
    end()
    await ada.drained
    expect(asked(ada, bob)).toBe(bob)
  })

  it('is a scope that was opened within, however deep', () => {
    const [ada, bob] = [open('ada'), open('bob')]
    const inner = ada.run(() => open('inner'))
    const deep = inner.run(() => open('deep'))
    expect(asked(ada, inner)).toBe(inner)
    expect(asked(ada, deep)).toBe(deep)
    expect(asked(inner, ada)).toBe(inner)
    expect(asked(bob, deep)).toBe(bob)
    inner.close('sent')
    expect(asked(ada, deep)).toBe(deep)
  })

  it('keeps no chain of scopes, each opened by a task of the one before', () => {
    let scope = open('first')
    for (let index = 0; index < 50; index++) {
      const next = scope.run(() => open('next'))
      scope.close('sent')
      scope = next
    }
    let length = 0
    for (let each: RequestScope | null | undefined = scope as RequestScope; each; each = each.opened) length++
    expect(length).toBeLessThan(4)
  })
})

describe('made', () => {
  it('runs with a view of the scope: what is written behind it takes its caller', () => {
    const [ada, bob] = [open('ada'), open('bob')]
    register.scope = ada
    const view = made(() => register.scope)
    expect(register.scope).toBe(ada)
    expect(asked(view, bob)).toBe(bob)
    expect(asked(view, null)).toBe(view)
    // It settles a promise of the author's.
    expect(asked(view, bob, 2)).toBe(ada)
    // The author's own callbacks leave it as it is.
    expect(asked(ada, view as never)).toBe(view)
  })

  it('is the scope to all that is done with it', () => {
    const ada = open('ada')
    const ran: string[] = []
    register.scope = ada
    made(() => {
      expect(currentScope()).toBe(ada)
      expect(headers().get('from')).toBe('ada')
      expect(register.scope).toMatchObject({ id: ada.id, name: 'ada', state: 'open' })
      after(() => ran.push('task'))
      const inner = open('inner') as RequestScope
      expect(inner.opened).toBe(ada)
      made(() => expect(currentScope()).toBe(ada))
    })
    expect((ada as RequestScope).tasks.size).toBe(1)
    register.scope = null
    ada.close('sent')
    return ada.drained.then(() => expect(ran).toEqual(['task']))
  })

  it('puts back what was there when it throws, and does nothing where nobody is', () => {
    const ada = open('ada')
    register.scope = ada
    expect(() =>
      made(() => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(register.scope).toBe(ada)
    register.scope = null
    expect(made(() => register.scope)).toBe(null)
  })
})

describe('authorAt', () => {
  it('tells once of a callback of one open request that another runs, and answers the same', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const [ada, bob] = [open('GET /a'), open('GET /b')]
    register.scope = bob
    expect(authorAt(ada, 'c:1')).toBe(ada)
    expect(authorAt(ada, 'c:1')).toBe(ada)
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]?.[0]).toMatch(/AFTERWORD_CALLBACK_BETWEEN_REQUESTS.*c:1.*GET \/a.*GET \/b/)
    ada.close()
    expect(authorAt(ada, 'c:2')).toBe(bob)
    expect(authorAt(ada, 'c:2', 1)).toBe(ada)
    expect(warn).toHaveBeenCalledTimes(1)
    warn.mockRestore()
  })
})
