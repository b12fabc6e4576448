import { type Situation, waiter } from '../situation.ts'

export const flags: Situation[] = [
  waiter(
    'jobs.push(fn), where fn is a parameter',
    `
    const jobs = []
    const enqueue = (fn) => jobs.push(fn)
    export function ada() { enqueue(() => ask('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'jobs.push(() => fn()), where fn is a parameter',
    `
    const jobs = []
    const enqueue = (fn) => { jobs.push(() => fn()) }
    export function ada() { enqueue(() => ask('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'cache.get("/users/1", fn), which looks like a route',
    `
    const jobs = []
    const cache = { get(key, load) { jobs.push(load) } }
    export function ada() { cache.get('/users/1', () => ask('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'client.post("/users", { body, handler: fn }), which looks like a route',
    `
    const jobs = []
    const client = { post(path, { handler }) { jobs.push(handler) } }
    export function ada() { client.post('/users', { handler: () => ask('ada') }) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'queue.use(fn), which looks like a middleware',
    `
    const jobs = []
    const pool = { use(fn) { jobs.push(fn) } }
    export function ada() { pool.use(() => ask('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'builder.query(fn), which looks like a procedure',
    `
    const jobs = []
    const db = { query(fn) { jobs.push(fn) }, mutation(fn) { jobs.push(fn) } }
    export function ada() { db.query((row) => ask('ada')); db.mutation(async () => ask('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'an object of one request that loads once: this.user ??= this.load()',
    `
    const waiting = []
    class Session {
      getUser() { return (this.user ??= this.load()) }
      load() { return new Promise((resolve) => waiting.push(() => { ask('ada'); resolve(1) })) }
    }
    export async function ada() { await new Session().getUser() }
    export async function bob() { for (const done of waiting) done(); await later() }
    `,
  ),
  waiter(
    'an object of one request that loads once, from an event',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Session {
      getUser() { this.user ??= this.load(); return this.user }
      load() { bus.once('loaded', () => ask('ada')); return {} }
    }
    export function ada() { new Session().getUser() }
    export function bob() { bus.emit('loaded') }
    `,
  ),
  waiter(
    'a shared refresh whose own work waits in a queue',
    `
    const queue = []
    let refreshing
    const refresh = () => new Promise((resolve) => queue.push(() => { ask('ada'); resolve(1) }))
    const get = () => (refreshing ??= refresh())
    export async function ada() { await get() }
    export async function bob() { for (const job of queue) job(); await later() }
    `,
  ),
  waiter(
    'the request’s own cache: req.loads ??= new Map(), and what it loads',
    `
    const waiting = []
    const once = (request, key, load) => {
      request.loads ??= new Map()
      if (!request.loads.has(key)) request.loads.set(key, load())
      return request.loads.get(key)
    }
    export async function ada(request) {
      await once(request, 'user', () => new Promise((resolve) => waiting.push(() => { ask('ada'); resolve() })))
    }
    export async function bob() { for (const done of waiting) done(); await later() }
    `,
  ),
  waiter(
    'a local flag: let done = false; bus.on(name, () => { if (!done) { done = true; … } })',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() {
      let done = false
      const finish = () => { if (done) return; done = true; bus.emit('finished'); ask('ada') }
      bus.on('paid', finish)
      bus.on('failed', () => finish())
    }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'a local flag that another listener asks',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() {
      let open = false
      bus.once('open', () => {
        if (open) return
        open = true
        bus.once('paid', () => ask('ada'))
      })
    }
    export function bob() { bus.emit('open'); bus.emit('paid') }
    `,
  ),
  waiter(
    'a counter of the request: if (--left === 0) bus.once(…)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() {
      let left = 2
      const done = () => { if (--left === 0) bus.once('paid', () => ask('ada')) }
      bus.once('a', done)
      bus.once('b', done)
    }
    export function bob() { for (const name of ['a', 'b', 'paid']) bus.emit(name) }
    `,
  ),
  waiter(
    'a cache miss that waits: if (cache.has(key)) return; cache.set(key, 1); pool.connect(fn)',
    `
    const waiting = []
    const pool = { connect(done) { waiting.push(done) } }
    const cache = new Map()
    function load(key, user) {
      if (cache.has(key)) return
      cache.set(key, 'loading')
      pool.connect(() => ask(user))
    }
    export function ada() { load(1, 'ada') }
    export function bob() { for (const done of waiting) done() }
    `,
  ),
  waiter(
    'a rate limit: if (busy) return queue.push(fn); busy = true; fn()',
    `
    const queue = []
    let busy = true
    const run = (fn) => {
      if (busy) return queue.push(() => fn())
      busy = true
      fn()
    }
    export function ada() { run(() => ask('ada')) }
    export function bob() { for (const fn of queue.splice(0)) fn() }
    `,
  ),
  waiter(
    'a queue whose first job starts it: if (!running) { running = true; pool.connect(fn) }',
    `
    const waiting = []
    const pool = { connect(done) { waiting.push(done) } }
    const jobs = []
    let running = false
    const add = (job) => {
      jobs.push(job)
      if (!running) {
        running = true
        pool.connect(() => { for (const each of jobs.splice(0)) each() })
      }
    }
    export function ada() { add(() => ask('ada')) }
    export function bob() { for (const done of waiting) done() }
    `,
  ),
]
