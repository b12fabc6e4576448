import { type Situation, waiter } from '../situation.ts'

export const caches: Situation[] = [
  waiter(
    'DataLoader: await loader.load(id), flushed by another request',
    `
    import DataLoader from 'dataloader'
    let flush
    const loader = new DataLoader(async (keys) => keys, { batchScheduleFn: (run) => { flush = run } })
    export async function ada() {
      await loader.load(1)
      ask('ada')
    }
    export async function bob() {
      flush()
      await later()
    }
    `,
  ),
  waiter(
    'DataLoader: one for each request, whose batch another request’s flush runs',
    `
    import DataLoader from 'dataloader'
    const scheduled = []
    export function ada() {
      const loader = new DataLoader(async (keys) => { ask('ada'); return keys }, {
        batchScheduleFn: (run) => scheduled.push(run),
      })
      loader.load(1)
    }
    export function bob() { for (const run of scheduled) run() }
    `,
  ),
  waiter(
    'DataLoader: one for each request, in the tick of its own',
    `
    import DataLoader from 'dataloader'
    const loaders = []
    export function ada() { loaders.push(new DataLoader(async (keys) => { ask('ada'); return keys })) }
    export async function bob() {
      for (const loader of loaders) await loader.load(1)
    }
    `,
  ),
  waiter(
    'a batcher by hand: the callback of a batch that another request fills',
    `
    const batch = []
    const load = (key, done) => {
      batch.push({ key, done })
      if (batch.length === 2) for (const each of batch.splice(0)) each.done(each.key)
    }
    export function ada() { load(1, () => ask('ada')) }
    export function bob() { load(2, () => ask('bob')) }
    `,
  ),
  waiter(
    'a shared refresh: the callbacks that wait for it',
    `
    let waiting = null
    const refresh = (done) => {
      if (waiting) return waiting.push(done)
      waiting = [done]
    }
    const arrived = (value) => { for (const done of waiting.splice(0)) done(value) }
    export function before() { refresh(() => ask('bob')) }
    export function ada() { refresh(() => ask('ada')) }
    export function bob() { arrived(1) }
    `,
  ),
  waiter(
    'a shared refresh: the promise that all wait for',
    `
    let refreshing
    let arrive
    const refresh = () => (refreshing ??= new Promise((resolve) => { arrive = resolve }))
    export function before() { refresh() }
    export function ada() { refresh().then(() => ask('ada')) }
    export async function bob() {
      arrive()
      await later()
    }
    `,
  ),
  waiter(
    'a shared refresh: listeners of a class',
    `
    class Token {
      #listeners = new Set()
      onFresh(listener) {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      }
      refresh() { for (const listener of this.#listeners) listener('new') }
    }
    const token = new Token()
    export function ada() {
      const off = token.onFresh(() => { ask('ada'); off() })
    }
    export function bob() { token.refresh() }
    `,
  ),
  waiter(
    'lru-cache: what a value does when another request evicts it',
    `
    import { LRUCache } from 'lru-cache'
    const cache = new LRUCache({ max: 1, dispose: (value) => value.close() })
    export function ada() { cache.set('a', { close: () => ask('ada') }) }
    export function bob() { cache.set('b', { close() {} }) }
    `,
  ),
  waiter(
    'lru-cache, compiled: what a value does when another request evicts it',
    `
    import { LRUCache } from 'lru-cache'
    const cache = new LRUCache({ max: 1, dispose: (value) => value.close() })
    export function ada() { cache.set('a', { close() { ask('ada') } }) }
    export function bob() { cache.set('b', { close() {} }) }
    `,
    ['lru-cache'],
  ),
  waiter(
    'lru-cache: await cache.fetch(key), which another request settles',
    `
    import { LRUCache } from 'lru-cache'
    let arrive
    const cache = new LRUCache({ max: 5, fetchMethod: () => new Promise((resolve) => { arrive = resolve }) })
    export async function ada() {
      await cache.fetch('a')
      ask('ada')
    }
    export async function bob() {
      arrive(1)
      await later()
    }
    `,
  ),
  waiter(
    'p-memoize: what waits for the call of another request',
    `
    import pMemoize from 'p-memoize'
    let arrive
    const load = pMemoize(() => new Promise((resolve) => { arrive = resolve }))
    export function before() { load() }
    export async function ada() {
      await load()
      ask('ada')
    }
    export async function bob() {
      arrive(1)
      await later()
    }
    `,
  ),
  waiter(
    'opossum: breaker.once("reject", fn), which another request’s call fires',
    `
    import CircuitBreaker from 'opossum'
    const breaker = new CircuitBreaker(async () => 1)
    breaker.open()
    export function ada() { breaker.once('reject', () => ask('ada')) }
    export async function bob() { await breaker.fire().catch(() => {}) }
    export function end() { breaker.shutdown() }
    `,
  ),
  waiter(
    'opossum: the fallback of a call that fails',
    `
    import CircuitBreaker from 'opossum'
    let fail
    const breaker = new CircuitBreaker(() => new Promise((resolve, reject) => { fail = reject }))
    export async function ada() {
      await breaker.fire().catch(() => ask('ada'))
    }
    export async function bob() {
      fail(new Error('down'))
      await later()
    }
    export function end() { breaker.shutdown() }
    `,
  ),
  waiter(
    'cockatiel: policy.onBreak(fn), which another request’s failure fires',
    `
    import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(1) })
    export function ada() { policy.onBreak(() => ask('ada')) }
    export async function bob() { await policy.execute(() => { throw new Error('down') }).catch(() => {}) }
    `,
  ),
  waiter(
    'cockatiel: breaker.isolate() of another request',
    `
    import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(1) })
    export function ada() { const off = policy.onStateChange(() => { ask('ada'); off.dispose() }) }
    export function bob() { policy.isolate() }
    `,
  ),
  waiter(
    'pending.set(id, fn)',
    `
    const pending = new Map()
    export function ada() { pending.set(1, () => ask('ada')) }
    export function bob() { pending.get(1)() }
    `,
  ),
  waiter(
    'pending.set(id, { resolve() {}, reject() {} })',
    `
    const pending = new Map()
    export function ada() {
      pending.set(1, {
        resolve() { ask('ada') },
        reject: () => {},
      })
    }
    export function bob() { pending.get(1).resolve() }
    `,
  ),
  waiter(
    'pending[id] = fn',
    `
    const pending = {}
    export function ada() { pending[1] = () => ask('ada') }
    export function bob() { pending[1]() }
    `,
  ),
  waiter(
    'pending[id] = { resolve, reject }, for an answer of a worker',
    `
    const pending = {}
    let n = 0
    const send = () => new Promise((resolve, reject) => {
      pending[++n] = { resolve: (value) => { ask('ada'); resolve(value) }, reject }
    })
    export async function ada() { await send() }
    export function bob() { pending[1].resolve() }
    `,
  ),
]
