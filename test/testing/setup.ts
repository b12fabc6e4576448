// What every test of `afterword/test` begins and ends with.
import { afterEach, expect, type Mock, vi } from 'vitest'
import { configureAfter } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { forgetScopes } from '../forget.ts'

export const printed: Mock = vi.spyOn(console, 'error').mockImplementation(() => {})

afterEach(() => {
  expect(register.scope).toBe(null)
  forgetScopes()
  configureAfter({ onError: undefined, concurrency: undefined, maxQueue: undefined, overflow: undefined })
  printed.mockClear()
})

export const fail = (text: string) => (): never => {
  throw new Error(text)
}
