// What a durable task reads of its request: the values of the names that are written in it, taken when it is given. In the job they stand in place
// of the request, and another name is an error: nobody has stored it.
import { cookies } from '../cookies.ts'
import { AfterwordError, coded } from '../error.ts'
import { headers } from '../headers.ts'
import { cookieInTask, durableRead } from '../messages.generated.ts'
import { runIn } from '../register.ts'
import { hybrid } from '../request.ts'
import type { Scope } from '../types.ts'

/** By name; `null` is what the request had not. */
export interface Snapshot {
  readonly headers: Record<string, string | null>
  readonly cookies: Record<string, string | null>
}

const nothing: Snapshot = { headers: {}, cookies: {} }

interface Readers {
  header(name: string): unknown
  cookie(name: string): unknown
}

// Frameworks that have their own may answer with a promise.
const readers: Readers = {
  header: (name) => headers().get(name),
  cookie: (name) => cookies().get(name),
}

async function all(
  names: readonly string[],
  read: (name: string) => unknown,
): Promise<Record<string, string | null>> {
  // Asked at once: the request is here now.
  const asked = names.map(read)
  const found: Record<string, string | null> = {}
  for (const [at, name] of names.entries()) {
    const value = (await asked[at]) as string | { value: string } | null | undefined
    Object.defineProperty(found, name, {
      value: (typeof value === 'object' ? value?.value : value) ?? null,
      enumerable: true,
    })
  }
  return found
}

/** @throws what `headers()` and `cookies()` throw where there is no request to read */
export function takeSnapshot(
  scope: Scope,
  headerNames: readonly string[],
  cookieNames: readonly string[],
): Snapshot | Promise<Snapshot> {
  if (!headerNames.length && !cookieNames.length) return nothing
  const lower = headerNames.map((name) => name.toLowerCase())
  const read = () => Promise.all([all(lower, readers.header), all(cookieNames, readers.cookie)])
  const taken = runIn(scope, read, []).then(([headers, cookies]) => ({ headers, cookies }))
  // Whoever stores it is told.
  taken.catch(() => {})
  return taken
}

const HEADERS = [
  'get',
  'has',
  'entries',
  'keys',
  'values',
  'forEach',
  'getSetCookie',
  Symbol.iterator,
] as const
const COOKIES = ['size', 'get', 'getAll', 'has', 'set', 'delete', 'toString', Symbol.iterator] as const

/** What `headers()` gives in the job. */
export function headersOf(job: string, known: Record<string, string | null>): unknown {
  const read = (name: string): string | null => {
    const key = String(name).toLowerCase()
    if (Object.hasOwn(known, key)) return known[key] ?? null
    throw unread(job, `headers().get('${key}')`)
  }
  return strict(HEADERS, (name) => unread(job, `headers().${name}()`), {
    get: read,
    has: (name: string) => read(name) !== null,
  })
}

/** What `cookies()` gives in the job. */
export function cookiesOf(job: string, known: Record<string, string | null>): unknown {
  const read = (given: string | { name: string }): { name: string; value: string } | undefined => {
    const name = typeof given === 'string' ? given : given.name
    if (!Object.hasOwn(known, name)) throw unread(job, `cookies().get('${name}')`)
    const value = known[name]
    return typeof value === 'string' ? { name, value } : undefined
  }
  const refuse = (given: string | { name: string }): never => {
    throw coded(AfterwordError, cookieInTask(typeof given === 'string' ? given : given.name, `job ${job}`))
  }
  return strict(COOKIES, (name) => unread(job, `cookies().${name}`), {
    get: read,
    getAll: (name: string | { name: string } | undefined) => {
      if (name === undefined) throw unread(job, 'cookies().getAll()')
      return [read(name) ?? []].flat()
    },
    has: (name: string) => read(name) !== undefined,
    set: refuse,
    delete: refuse,
  })
}

const unread = (job: string, call: string): AfterwordError => coded(AfterwordError, durableRead(job, call))

function strict(
  members: readonly (string | symbol)[],
  refuse: (name: string) => Error,
  known: Record<string, unknown>,
): unknown {
  const view: Record<string | symbol, unknown> = {}
  for (const name of members) {
    const value = typeof name === 'string' && Object.hasOwn(known, name) ? known[name] : undefined
    Object.defineProperty(
      view,
      name,
      value
        ? { value }
        : {
            get() {
              throw refuse(typeof name === 'string' ? name : '[Symbol.iterator]')
            },
          },
    )
  }
  return hybrid(view, members as readonly string[])
}
