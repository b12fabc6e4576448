// The three things that are answered below the page's path: the page, its events, and the same as JSON. As plain values: each host makes its own
// response of them.

import { findPlatform } from '../hosts/platform.ts'
import type { Follower, RequestView } from './follow.ts'
import { type Asked, refusal } from './guard.ts'
import { pageOf } from './page.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Goes on behind the body: calls `send` until what it returns is called, or `end` by itself. */
  readonly stream?: (send: (text: string) => boolean, end: () => void) => () => void
}

export interface Served {
  readonly path: string
  readonly hosts: readonly string[]
  readonly editor: string | false
  readonly root: string
  readonly max: number
  readonly follower: Follower
  /** Pages of the same server may show it in a frame. */
  readonly isFramed: boolean
}

const MAX_WATCHERS = 20
/** Milliseconds in which changes are put together. */
const PAUSE = 60
const ALIVE = 15_000

const watchers = new WeakMap<Follower, number>()

/** Undefined for what is none of the page's. */
export function serve(asked: Asked, served: Served): Answer | undefined {
  const { path, hosts, follower } = served
  const at = asked.url.replace(/[?#].*$/, '')
  if (!isBelow(at, path)) return undefined
  const refused = refusal(asked, hosts)
  if (refused !== undefined) return plain(403, `afterword/devtools does not answer. ${refused}`)
  if (asked.method !== 'GET' && asked.method !== 'HEAD')
    return plain(405, 'Only GET.', { allow: 'GET, HEAD' })
  follower.start()
  const rest = at.slice(path.length).replace(/\/$/, '')
  if (rest === '') return answerPage(served)
  if (rest === '/data') return json({ requests: follower.views(), load: follower.load() })
  if (rest === '/events') return asked.method === 'HEAD' ? events(undefined) : answerEvents(follower)
  return plain(404, 'Nothing is here.')
}

export const isBelow = (at: string, path: string): boolean => at === path || at.startsWith(`${path}/`)

const common = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

function plain(status: number, text: string, more?: Record<string, string>): Answer {
  return {
    status,
    headers: { ...common, 'content-type': 'text/plain; charset=utf-8', ...more },
    body: `${text}\n`,
  }
}

function json(value: unknown): Answer {
  const headers = { ...common, 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

function answerPage({ path, editor, root, max, isFramed }: Served): Answer {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16))
  const nonce = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${isFramed ? "'self'" : "'none'"}`,
  ].join('; ')
  const headers = {
    ...common,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    ...(isFramed ? { 'x-frame-options': 'SAMEORIGIN' } : {}),
  }
  return { status: 200, headers, body: pageOf(nonce, { path, editor, root, max }) }
}

function events(stream: Answer['stream']): Answer {
  // A proxy in front of a server in development would hold them back.
  const headers = { ...common, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }
  return { status: 200, headers, body: '', ...(stream ? { stream } : {}) }
}

function answerEvents(follower: Follower): Answer {
  const all = () => `retry: 1000\n${eventOf('all', { requests: follower.views(), load: follower.load() })}`
  // There one request cannot write into the response of another: the page asks again, each second.
  if (findPlatform().info.name === 'workers') return { ...events(undefined), body: all() }
  const count = watchers.get(follower) ?? 0
  if (count >= MAX_WATCHERS) return plain(503, 'Too many pages are open: close some.')
  return events((send, end) => {
    watchers.set(follower, (watchers.get(follower) ?? 0) + 1)
    const changed = new Map<number, RequestView>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOpen = true
    const stop = (): void => {
      if (!isOpen) return
      isOpen = false
      watchers.set(follower, (watchers.get(follower) ?? 1) - 1)
      clearTimeout(timer)
      clearInterval(alive)
      unwatch()
    }
    // Who reads too slowly is cut off, and comes again by itself: nothing piles up here.
    const tell = (text: string): void => {
      if (!isOpen || send(text)) return
      stop()
      end()
    }
    const flush = (): void => {
      timer = undefined
      const requests = [...changed.values()]
      changed.clear()
      tell(eventOf('some', { requests, load: follower.load() }))
    }
    const unwatch = follower.watch((view) => {
      changed.set(view.id, view)
      timer ??= unref(setTimeout(flush, PAUSE))
    })
    const alive = unref(setInterval(() => tell(': alive\n\n'), ALIVE))
    tell(all())
    return stop
  })
}

/** JSON has no line break of its own. */
const eventOf = (name: string, value: unknown): string => `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`

/** Looking on keeps no process alive. */
function unref<Timer>(timer: Timer): Timer {
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}
