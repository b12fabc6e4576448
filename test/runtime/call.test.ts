// R13: what compiled code does with a call of the package where it does not hold the register.
import { describe, expect, it, vi } from 'vitest'
import { at, call, register } from '../../runtime/compiled.ts'
import { after, bind, currentScope, headers, openScope, type Scope } from '../../runtime/index.ts'

const found = { register: undefined as Scope | null | undefined }
const sees = () => {
  found.register = register.scope
}

describe('a call that is handed its scope', () => {
  it('finds it in the register, whatever that holds, and leaves the register as it was', () => {
    const [mine, other] = [openScope(), openScope()]
    expect(call(mine, currentScope)).toBe(mine)
    expect(register.scope).toBe(null)
    other.run(() => {
      expect(call(mine, currentScope)).toBe(mine)
      expect(call(null, currentScope)).toBe(null)
      expect(register.scope).toBe(other)
    })
  })

  it('gives a task to the scope, with the place and the options that were written', async () => {
    const scope = openScope()
    const handle = call(scope, after, sees, at('src/a.ts:5', { name: 'mail' }))
    expect(handle).toMatchObject({ name: 'mail', place: 'src/a.ts:5' })
    scope.close('sent')
    await handle.done
    expect(found.register).toBe(scope)
  })

  it('pins a function to the scope', () => {
    const scope = openScope()
    const pinned = call(scope, bind, () => currentScope())
    expect(openScope().run(pinned)).toBe(scope)
  })

  it('calls a mock with what was written, without a this, and leaves nothing behind where it throws', () => {
    const scope = openScope()
    const mock = vi.fn(function (this: unknown, _task: () => void) {
      sees()
      throw new RangeError('refused')
    })
    expect(() => call(scope, mock as unknown as typeof after, sees)).toThrow('refused')
    expect(mock.mock.calls).toEqual([[sees]])
    expect(mock.mock.contexts).toEqual([undefined])
    expect(found.register).toBe(scope)
    expect(register.scope).toBe(null)
  })

  it('says where it is written when there is none, not where the helper is', () => {
    openScope()
    expect(() => call(null, after, at('src/a.ts:5', sees))).toThrow(/src\/a\.ts:5/)
    expect(() => call(null, headers)).toThrow(/test\/runtime\/call\.test\.ts:\d+/)
  })
})
