// `afterword/next/headers`: where compiled code has `headers` and `cookies` of 'next/headers' from, on every host but Next (R15).
import { cookies as ownCookies, type RequestCookies } from '../cookies.ts'
import { headers as ownHeaders, type ReadonlyHeaders } from '../headers.ts'
import { mockOf } from './mocked.ts'

const nextOr = <Result>(name: string, own: () => Result): (() => Result) =>
  function (this: unknown, ...given: []): Result {
    const mock = mockOf('next/headers', name, `next/dist/server/request/${name}`)
    return (mock ? Reflect.apply(mock, this, given) : own()) as Result
  }

export const headers: () => ReadonlyHeaders & Promise<ReadonlyHeaders> = /* @__PURE__ */ nextOr(
  'headers',
  ownHeaders,
)
export const cookies: () => RequestCookies & Promise<RequestCookies> = /* @__PURE__ */ nextOr(
  'cookies',
  ownCookies,
)
