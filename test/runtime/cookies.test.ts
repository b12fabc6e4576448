import { afterEach, describe, expect, it } from 'vitest'
import { type CookieAttributes, cookies, openScope } from '../../runtime/index.ts'
import { forgetScopes } from '../forget.ts'

afterEach(forgetScopes)

/** The Set-Cookie lines of what `write` does. */
function linesOf(write: (jar: ReturnType<typeof cookies>) => unknown): readonly string[] {
  let lines: readonly string[] = []
  const setCookies = (all: readonly string[]) => {
    lines = all
    return true
  }
  openScope({ request: { headers: {} }, setCookies }).run(() => write(cookies()))
  return lines
}

describe('cookies().set', () => {
  it.each<[CookieAttributes, string]>([
    [{ expires: new Date(0) }, 'a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    [{ expires: 0 }, 'a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    [{ maxAge: 0 }, 'a=1; Path=/; Max-Age=0'],
    [
      { maxAge: 1.5, expires: 0, path: '/x', domain: 'x.test', secure: true, partitioned: true },
      'a=1; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=1; Domain=x.test; Secure; Partitioned',
    ],
    [{ sameSite: true, priority: 'high' }, 'a=1; Path=/; SameSite=strict; Priority=high'],
  ])('writes %o', (attributes, line) => {
    expect(linesOf((jar) => jar.set('a', '1', attributes))).toEqual([line])
  })

  it('writes a number or a boolean as its text', () => {
    expect(linesOf((jar) => jar.set('a', 5 as never).set('b', true as never))).toEqual([
      'a=5; Path=/',
      'b=true; Path=/',
    ])
  })

  it.each([
    [{ path: '/;x' }, 'path "/;x"'],
    [{ domain: 'x\n' }, 'domain "x\\n"'],
    [{ expires: 'tomorrow' }, 'expires "tomorrow"'],
    [{ expires: new Date(Number.NaN) }, 'expires Invalid Date'],
    [{ expires: Number.NaN }, 'expires NaN'],
    [{ maxAge: Number.NaN }, 'maxAge NaN'],
    [{ maxAge: Infinity }, 'maxAge Infinity'],
    [{ maxAge: 'soon' }, 'maxAge "soon"'],
  ])('refuses %o', (attributes, words) => {
    expect(() => linesOf((jar) => jar.set('a', '1', attributes as never))).toThrow(
      expect.objectContaining({ code: 'AFTERWORD_BAD_COOKIE', message: expect.stringContaining(words) }),
    )
  })

  it.each([
    [{}, 'value an object'],
    [[1], 'value an array'],
    [() => {}, 'value a function'],
    [Symbol('s'), 'value Symbol(s)'],
  ])('refuses the value %o', (value, words) => {
    for (const write of [
      (jar: ReturnType<typeof cookies>) => jar.set('a', value as never),
      (jar: ReturnType<typeof cookies>) => jar.set({ name: 'a', value: value as never }),
    ]) {
      expect(() => linesOf(write)).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_BAD_COOKIE', message: expect.stringContaining(words) }),
      )
    }
  })

  it('refuses a name that is none', () => {
    for (const name of ['', 'a b', 'a;b', 'a=b']) {
      expect(() => linesOf((jar) => jar.set(name, '1'))).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_BAD_COOKIE' }),
      )
    }
  })
})
