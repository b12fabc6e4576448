// The scopes of `afterword/test`: opened as a host would, and watched, for they forget their tasks themselves.
import type { Pending } from './drain.ts'
import { coded } from './error.ts'
import { requestName } from './hosts/response.ts'
import { badFunction } from './messages.generated.ts'
import { openScope } from './open.ts'
import { checkOptions, type Rules, show } from './options.ts'
import type { AnyFunction } from './register.ts'
import type { RequestScope } from './scope.ts'
import type { RequestLike, Scope } from './types.ts'

/** What `new Headers(…)` takes, in any library of types. */
type HeadersGiven = Headers | readonly (readonly [string, string])[] | Readonly<Record<string, string>>

export interface TestScopeOptions {
  /** What `headers()` reads. Default: those of `request`, or none. */
  readonly headers?: HeadersGiven | undefined
  /** What `cookies()` reads, by name, beside the `cookie` header. */
  readonly cookies?: Readonly<Record<string, string>> | undefined
  /** A Request, or another carrier with headers. */
  readonly request?: RequestLike | undefined
  /** Further values that identify the scope: a framework's context. */
  readonly carriers?: readonly object[] | undefined
  /** Default: method and path of `request`, or `test`. */
  readonly name?: string | undefined
  /** When the host would stop the work. */
  readonly deadline?: Date | undefined
}

export type Given<T> = [fn: (scope: Scope) => T] | [options: TestScopeOptions, fn: (scope: Scope) => T]

export interface Watched {
  /** All tasks that it was ever given. */
  readonly given: Pending[]
  /** That of the response that its function returned. */
  status?: number | undefined
}

export interface Opened<T> {
  readonly scope: RequestScope
  readonly setCookies: readonly string[]
  /** Calls the function in the scope. */
  run(): Promise<Awaited<T>>
}

const watched = new WeakMap<RequestScope, Watched>()

export const isWatched = (scope: RequestScope): boolean => watched.has(scope)

export function watch(scope: RequestScope): Watched {
  const known = watched.get(scope)
  if (known) return known
  const record: Watched = { given: [...scope.tasks] as Pending[] }
  const give = scope.after
  scope.after = (...args) => {
    const task = give.apply(scope, args) as Pending
    record.given.push(task)
    return task
  }
  watched.set(scope, record)
  return record
}

const any = [() => true, ''] as const
const isText = (value: unknown): boolean => typeof value === 'string'

// `openScope` checks the others, and `Headers` what it is given.
const rules: Rules = {
  headers: any,
  cookies: [
    (value) => typeof value === 'object' && value !== null && Object.values(value).every(isText),
    'an object of texts',
  ],
  request: any,
  carriers: any,
  name: any,
  deadline: any,
}

function headersOf({ headers, cookies = {}, request }: TestScopeOptions): RequestLike['headers'] {
  const given = Object.entries(cookies).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  if (!headers && !given.length && request) return request.headers
  const all = new Headers((headers ?? request?.headers) as Headers | undefined)
  if (given.length) all.set('cookie', [all.get('cookie') ?? [], given].flat().join('; '))
  return all
}

function nameOf({ name, request }: TestScopeOptions): string {
  const { method, url } = (request ?? {}) as { method?: string; url?: string }
  return name ?? (method && url ? requestName(method, url) : 'test')
}

export function openFor<T>(caller: AnyFunction, given: Given<T>): Opened<T> {
  const [options, fn] = given.length === 1 ? [{}, ...given] : given
  if (typeof fn !== 'function') throw coded(TypeError, badFunction(caller.name, show(fn)))
  checkOptions(caller.name, caller, options, rules)
  const { request, carriers = [], deadline } = options
  const setCookies: string[] = []
  let returned = false
  const scope = openScope({
    host: 'test',
    name: nameOf(options),
    request: { headers: headersOf(options) },
    carriers: request ? [request, ...carriers] : carriers,
    deadline,
    setCookies: (lines) => {
      if (!returned) setCookies.splice(0, Infinity, ...lines)
      return !returned
    },
  }) as RequestScope
  const record = watch(scope)
  return {
    scope,
    setCookies,
    async run(): Promise<Awaited<T>> {
      try {
        const result = await scope.run(fn, scope)
        const { status } = (result ?? {}) as { status?: unknown }
        record.status = typeof status === 'number' ? status : undefined
        return result
      } finally {
        returned = true
      }
    },
  }
}
