import { lazy, type Situation } from '../situation.ts'

export const libraries: Situation[] = [
  lazy(
    'lru-cache: cache ??= new LRUCache({ fetchMethod, dispose })',
    `
    import { LRUCache } from 'lru-cache'
    let cache
    const get = () => (cache ??= new LRUCache({
      max: 1,
      fetchMethod: async (key, stale, { context }) => { ask(context); return 1 },
      dispose: () => {},
    }))
    export async function ada() { await get().fetch('a', { context: 'ada' }) }
    export async function bob() { await get().fetch('b', { context: 'bob' }) }
    `,
  ),
  lazy(
    'lru-cache: new LRUCache({ dispose }), made without asking',
    `
    import { LRUCache } from 'lru-cache'
    let cache
    let user
    const start = () => { cache = new LRUCache({ max: 1, dispose: () => ask(user) }) }
    export function ada() { user = 'ada'; start(); cache.set('a', 1); cache.set('b', 1) }
    export function bob() { user = 'bob'; cache.set('c', 1) }
    `,
  ),
  lazy(
    'DataLoader: loader ??= new DataLoader(fn)',
    `
    import DataLoader from 'dataloader'
    let loader
    const get = () => (loader ??= new DataLoader(async (users) => { ask(users[0]); return users }))
    export async function ada() { await get().load('ada') }
    export async function bob() { await get().load('bob') }
    `,
  ),
  lazy(
    'opossum: if (!breaker) { breaker = …; breaker.fallback(fn); breaker.on(…) }',
    `
    import CircuitBreaker from 'opossum'
    let breaker
    function get() {
      if (!breaker) {
        breaker = new CircuitBreaker(async (user) => { ask(user); return user })
        breaker.on('fire', ([user]) => ask(user))
      }
      return breaker
    }
    export async function ada() { await get().fire('ada') }
    export async function bob() { await get().fire('bob') }
    export function end() { breaker.shutdown() }
    `,
  ),
  lazy(
    'p-memoize: load ??= pMemoize(fn)',
    `
    import pMemoize from 'p-memoize'
    let load
    const get = () => (load ??= pMemoize(async (user) => { ask(user); return user }))
    export async function ada() { await get()('ada') }
    export async function bob() { await get()('bob') }
    `,
  ),
  lazy(
    'pg-pool: if (!pool) { pool = new Pool(); pool.on("acquire", fn) }',
    `
    import Pool from 'pg-pool'
    let pool
    let user
    function get() {
      if (!pool) {
        pool = new Pool({ Client: FakeClient, max: 1 })
        pool.on('release', () => ask(user))
      }
      return pool
    }
    export async function ada() { const client = await get().connect(); user = 'ada'; client.release() }
    export async function bob() { const client = await get().connect(); user = 'bob'; client.release() }
    `,
  ),
  lazy(
    'generic-pool: pool ??= createPool({ create, validate })',
    `
    import { createPool } from 'generic-pool'
    let pool
    let user
    const get = () => (pool ??= createPool({ create: async () => ({}), destroy: async () => {}, validate: async () => { ask(user); return true } }, { testOnBorrow: true }))
    const use = async (who) => { user = who; const one = await get().acquire(); await get().release(one) }
    export const ada = async () => { await use('ada'); await use('ada') }
    export const bob = () => use('bob')
    `,
  ),
  lazy(
    'p-queue, compiled: queue ??= new PQueue(); queue.add(fn)',
    `
    import PQueue from 'p-queue'
    let queue
    const get = () => (queue ??= new PQueue({ concurrency: 1 }))
    export async function ada() { await get().add(() => ask('ada')) }
    export async function bob() { await get().add(() => ask('bob')) }
    `,
    ['p-queue', 'eventemitter3', 'p-timeout'],
  ),
  lazy(
    'p-limit, compiled: limit ??= pLimit(1)',
    `
    import pLimit from 'p-limit'
    let limit
    const get = () => (limit ??= pLimit(1))
    export async function ada() { await get()(() => ask('ada')) }
    export async function bob() { await get()(() => ask('bob')) }
    `,
    ['p-limit', 'yocto-queue'],
  ),
  lazy(
    'RxJS: paid$ ??= subject.pipe(map(fn), share())',
    `
    import { map, share, Subject } from 'rxjs'
    const paid = new Subject()
    let paid$
    const get = () => (paid$ ??= paid.pipe(map((user) => { ask(user); return user }), share()))
    let open
    const listen = () => { open ??= get().subscribe() }
    export function ada() { listen(); paid.next('ada') }
    export function bob() { listen(); paid.next('bob') }
    `,
  ),
  lazy(
    'RxJS: if (subscribed) return; subject.subscribe(fn)',
    `
    import { Subject } from 'rxjs'
    const paid = new Subject()
    let subscribed = false
    const boot = () => { if (subscribed) return; subscribed = true; paid.subscribe((user) => ask(user)) }
    export function ada() { boot(); paid.next('ada') }
    export function bob() { boot(); paid.next('bob') }
    `,
  ),
  lazy(
    'ws: if (!wss) { wss = …; wss.on("connection", fn) }',
    `
    import { WebSocketServer } from 'ws'
    let wss
    const get = () => {
      if (!wss) {
        wss = new WebSocketServer({ noServer: true })
        wss.on('connection', (socket, req) => ask(req.user))
      }
      return wss
    }
    export function ada() { get().emit('connection', {}, { user: 'ada' }) }
    export function bob() { get().emit('connection', {}, { user: 'bob' }) }
    `,
  ),
  lazy(
    'node-cron: task ??= cron.createTask(…, fn), executed by either',
    `
    import cron from 'node-cron'
    let task
    let user
    const get = () => (task ??= cron.createTask('0 0 1 1 *', () => {}))
    export async function ada() { user = 'ada'; await get().execute(); ask('ada') }
    export async function bob() { user = 'bob'; await get().execute(); ask('bob') }
    `,
  ),
  lazy(
    'hookable: if (!installed) hooks.hook(name, fn)',
    `
    import { createHooks } from 'hookable'
    const hooks = createHooks()
    let installed = false
    const boot = () => { if (!installed) { installed = true; hooks.hook('paid', (user) => ask(user)) } }
    export async function ada() { boot(); await hooks.callHook('paid', 'ada') }
    export async function bob() { boot(); await hooks.callHook('paid', 'bob') }
    `,
  ),
  lazy(
    'tapable: hooks made and tapped in a constructor, compiler ??= new Compiler()',
    `
    import tapable from 'tapable'
    class Compiler {
      hooks = { paid: new tapable.SyncHook(['user']) }
      constructor() { this.hooks.paid.tap('Plugin', (user) => ask(user)) }
    }
    let compiler
    const get = () => (compiler ??= new Compiler())
    export function ada() { get().hooks.paid.call('ada') }
    export function bob() { get().hooks.paid.call('bob') }
    `,
  ),
  lazy(
    'Web streams: a transform made by the first request and shared',
    `
    let writer
    const get = () => (writer ??= new WritableStream({ write(user) { ask(user) } }).getWriter())
    export async function ada() { await later(); get(); await later(); await writer.write('ada') }
    export async function bob() { await get().write('bob') }
    `,
  ),
  lazy(
    'a factory function instead of a class',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    function createOrders(bus) {
      bus.on('paid', (user) => ask(user))
      return { pay: (user) => bus.emit('paid', user) }
    }
    let orders
    const get = () => (orders ??= createOrders(bus))
    export function ada() { get().pay('ada') }
    export function bob() { get().pay('bob') }
    `,
  ),
  lazy(
    'the first request’s handler listens without asking',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Orders {
      constructor() { bus.on('paid', this.#paid) }
      #paid = (user) => ask(user)
    }
    let orders
    export function ada() { orders ??= new Orders(); bus.emit('paid', 'ada') }
    export function bob() { orders ??= new Orders(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'a bundler’s module wrapper, evaluated in the first request',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const __esm = (fn, res) => () => (fn && (res = fn((fn = 0))), res)
    let pay
    const init_orders = __esm(() => {
      bus.on('paid', (user) => ask(user))
      pay = (user) => bus.emit('paid', user)
    })
    export function ada() { init_orders(); pay('ada') }
    export function bob() { init_orders(); pay('bob') }
    `,
  ),
  lazy(
    'a bundler’s wrapper of CommonJS, evaluated in the first request',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    var __commonJS = (cb, mod) => function __require() {
      return mod || (0, cb[Object.keys(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports
    }
    function listenTo(bus) { bus.on('paid', (user) => ask(user)) }
    var require_orders = __commonJS({
      'orders.js'(exports, module) {
        listenTo(bus)
        module.exports = { pay: (user) => bus.emit('paid', user) }
      },
    })
    export function ada() { require_orders().pay('ada') }
    export function bob() { require_orders().pay('bob') }
    `,
  ),
]
