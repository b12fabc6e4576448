import { type Situation, waiter } from '../situation.ts'

// What looks like a place where something is made for all, and is the work of one request: a cache, a lock, a thing done once for each key.

const pool = `
    const waiting = []
    const pool = { use(work) { return new Promise((resolve) => waiting.push(() => resolve(work({})))) } }
    export async function bob() { for (const start of waiting.splice(0)) start(); await later(5) }
    `

const aside = (load: string): string => `${pool}
    const cache = new Map()
    ${load}
    export async function ada() { await load(1) }
    `

export const asides: Situation[] = [
  waiter(
    'a cache: const known = cache.get(id); if (known) return known; … await pool.use(fn)',
    aside(`
    async function load(id) {
      const known = cache.get(id)
      if (known) return known
      const row = await pool.use(() => { ask('ada'); return {} })
      cache.set(id, row)
      return row
    }`),
  ),
  waiter(
    'a cache: let row = cache.get(id); if (!row) { row = await pool.use(fn); … }',
    aside(`
    async function load(id) {
      let row = cache.get(id)
      if (!row) {
        row = await pool.use(async () => { await later(); ask('ada'); return {} })
        cache.set(id, row)
      }
      return row
    }`),
  ),
  waiter(
    'a cache: if (!cache.has(id)) cache.set(id, await pool.use(fn))',
    aside(`
    async function load(id) {
      if (!cache.has(id)) cache.set(id, await pool.use(() => { ask('ada'); return {} }))
      return cache.get(id)
    }`),
  ),
  waiter(
    'a cache: cache[id] ??= await pool.use(fn)',
    aside(`
    const rows = {}
    const load = async (id) => (rows[id] ??= await pool.use(() => { ask('ada'); return {} }))`),
  ),
  waiter(
    'a cache of promises: cache[id] ??= pool.use(fn)',
    aside(`
    const rows = {}
    const load = (id) => (rows[id] ??= pool.use(() => { ask('ada'); return {} }))`),
  ),
  waiter(
    'a cache of lru-cache, and p-queue compiled',
    `
    import { LRUCache } from 'lru-cache'
    import PQueue from 'p-queue'
    const cache = new LRUCache({ max: 5 })
    const queue = new PQueue({ concurrency: 1, autoStart: false })
    async function load(id) {
      const known = cache.get(id)
      if (known) return known
      const row = await queue.add(() => { ask('ada'); return {} })
      cache.set(id, row)
      return row
    }
    export async function ada() { await load(1) }
    export async function bob() { queue.start(); await later(5) }
    `,
    ['p-queue', 'eventemitter3', 'p-timeout'],
  ),
  waiter(
    'a lock: if (busy) return; busy = true; try { await pool.use(fn) } finally { busy = false }',
    `${pool}
    let busy = false
    export async function ada() {
      if (busy) return
      busy = true
      try { await pool.use(() => ask('ada')) } finally { busy = false }
    }
    `,
  ),
  waiter(
    'a lock: if (busy) return; busy = true; bus.once(name, () => { busy = false; … })',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    let busy = false
    function flush(user) {
      if (busy) return
      busy = true
      bus.once('drain', () => { busy = false; ask(user) })
    }
    export function ada() { flush('ada') }
    export function bob() { bus.emit('drain') }
    `,
  ),
  waiter(
    'done once for each id: if (seen.has(id)) return; seen.add(id); await pool.use(fn)',
    `${pool}
    const seen = new Set()
    async function handle(id, user) {
      if (seen.has(id)) return
      seen.add(id)
      await pool.use(() => ask(user))
    }
    export async function ada() { await handle(1, 'ada') }
    `,
  ),
  waiter(
    'done once for each id: if (seen.has(id)) return; seen.add(id); bus.once(…)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const seen = new Set()
    function handle(id, user) {
      if (seen.has(id)) return
      seen.add(id)
      bus.once('paid ' + id, () => ask(user))
    }
    export function ada() { handle(1, 'ada') }
    export function bob() { bus.emit('paid 1') }
    `,
  ),
  waiter(
    'a thing of the request: if (!order.sent) { order.sent = true; bus.once(…) }',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    function send(order, user) {
      if (!order.sent) {
        order.sent = true
        bus.once('paid', () => ask(user))
      }
    }
    export function ada() { send({}, 'ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'a thing of the request: class Order { send() { if (this.sent) return; this.sent = true; bus.once(…) } }',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Order {
      constructor(user) { this.user = user }
      send() {
        if (this.sent) return
        this.sent = true
        bus.once('paid', () => ask(this.user))
      }
    }
    export function ada() { new Order('ada').send() }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'a thing of the request: class Order { async load() { this.rows ??= await pool.use(fn) } }',
    `${pool}
    class Order {
      async load() { this.rows ??= await pool.use(() => { ask('ada'); return [] }) }
    }
    export async function ada() { await new Order().load() }
    `,
  ),
  waiter(
    'a token: if (!token) token = await refresh(), and refresh() waits for the pool',
    `${pool}
    let token
    const refresh = async () => pool.use(() => { ask('ada'); return 'token' })
    export async function ada() { if (!token) token = await refresh() }
    `,
  ),
]
