// `afterword/next/headers`: where compiled code has `headers` and `cookies` of 'next/headers' from, on every host but Next (R15).
import { cookies as ownCookies, type RequestCookies } from '../cookies.ts'
import { headers as ownHeaders, type ReadonlyHeaders } from '../headers.ts'
import { mockable } from './mocked.ts'

const ofNext = <Own extends () => unknown>(name: string, own: Own): Own =>
  mockable('next/headers', name, `next/dist/server/request/${name}`, own)

export const headers: () => ReadonlyHeaders & Promise<ReadonlyHeaders> = /* @__PURE__ */ ofNext(
  'headers',
  ownHeaders,
)
export const cookies: () => RequestCookies & Promise<RequestCookies> = /* @__PURE__ */ ofNext(
  'cookies',
  ownCookies,
)
