import { lazy, type Situation } from '../situation.ts'
import { made, madeAsync } from './orders.ts'

export const singletons: Situation[] = [
  lazy('orders ??= new Orders(bus)', made(`let orders\n    const get = () => (orders ??= new Orders(bus))`)),
  lazy(
    'orders ||= new Orders(bus)',
    made(`let orders\n    function get() { orders ||= new Orders(bus); return orders }`),
  ),
  lazy(
    'orders = orders || new Orders(bus)',
    made(`let orders\n    function get() { orders = orders || new Orders(bus); return orders }`),
  ),
  lazy(
    'orders = orders ?? new Orders(bus)',
    made(`let orders\n    function get() { orders = orders ?? new Orders(bus); return orders }`),
  ),
  lazy(
    'orders || (orders = new Orders(bus))',
    made(`let orders\n    const get = () => orders || (orders = new Orders(bus))`),
  ),
  lazy(
    'orders ? orders : (orders = new Orders(bus))',
    made(`let orders\n    const get = () => (orders ? orders : (orders = new Orders(bus)))`),
  ),
  lazy(
    'if (!orders) orders = new Orders(bus)',
    made(`let orders\n    function get() { if (!orders) orders = new Orders(bus); return orders }`),
  ),
  lazy(
    'if (orders) return orders; orders = new Orders(bus)',
    made(
      `let orders\n    function get() { if (orders) return orders; orders = new Orders(bus); return orders }`,
    ),
  ),
  lazy(
    'if (orders === undefined) { const made = …; orders = made }',
    made(`let orders
    function get() {
      if (orders === undefined) {
        const made = new Orders(bus)
        orders = made
      }
      return orders
    }`),
  ),
  lazy(
    'if (typeof orders === "undefined") orders = …',
    made(
      `let orders\n    function get() { if (typeof orders === 'undefined') orders = new Orders(bus); return orders }`,
    ),
  ),
  lazy(
    'state.orders ??= new Orders(bus)',
    made(`const state = {}\n    const get = () => (state.orders ??= new Orders(bus))`),
  ),
  lazy(
    'globalThis.orders ??= new Orders(bus)',
    made(`const key = Symbol()\n    const get = () => (globalThis[key] ??= new Orders(bus))`),
  ),
  lazy(
    'const orders = kept.orders ?? new Orders(bus); kept.orders = orders',
    made(`const kept = {}
    function get() {
      const orders = kept.orders ?? new Orders(bus)
      kept.orders = orders
      return orders
    }`),
  ),
  lazy(
    'a static get() { return (this.#one ??= new this()) }',
    made(`class Shop {
      static #one
      static get() { return (Shop.#one ??= new Shop()) }
      orders = new Orders(bus)
    }
    const get = () => Shop.get().orders`),
  ),
  lazy(
    'a getter: get orders() { return (this._orders ??= …) }',
    made(`const app = { get orders() { return (this._orders ??= new Orders(bus)) } }
    const get = () => app.orders`),
  ),
  lazy(
    'a getter that replaces itself by Object.defineProperty',
    made(`const app = {
      get orders() {
        const value = new Orders(bus)
        Object.defineProperty(this, 'orders', { value })
        return value
      },
    }
    const get = () => app.orders`),
  ),
  lazy(
    'a function that replaces itself',
    made(`let get = () => {
      const orders = new Orders(bus)
      get = () => orders
      return orders
    }`),
  ),
  lazy(
    'try { return need(orders) } catch { orders = … }',
    made(`let orders
    function get() {
      try { return orders.self } catch { orders = new Orders(bus) }
      return (orders.self = orders)
    }`),
  ),
  lazy(
    'lazy(() => new Orders(bus)), a helper of the app',
    made(`const lazy = (make) => { let value; return () => (value ??= make()) }
    const get = lazy(() => new Orders(bus))`),
  ),
  lazy(
    'once(() => new Orders(bus)), a helper of the app',
    made(`function once(make) {
      let done = false
      let value
      return () => {
        if (!done) {
          done = true
          value = make()
        }
        return value
      }
    }
    const get = once(() => new Orders(bus))`),
  ),
  lazy(
    'once(() => new Orders(bus)) of npm, not compiled',
    made(`const get = once(() => new Orders(bus))`).replace('import', `import once from 'once'\n    import`),
  ),
  lazy(
    'lodash.once(() => new Orders(bus)), not compiled',
    made(`const get = lodash.once(() => new Orders(bus))`).replace(
      'import',
      `import lodash from 'lodash'\n    import`,
    ),
  ),
  lazy(
    'memoize(() => new Orders(bus)), compiled',
    made(`const get = memoize(() => new Orders(bus))`).replace(
      'import',
      `import memoize from 'memoize'\n    import`,
    ),
    ['memoize'],
  ),
  lazy(
    'promise ??= create()',
    madeAsync(`let promise
    const create = async () => { await later(); return new Orders(bus) }
    const get = () => (promise ??= create())`),
  ),
  lazy(
    'promise ??= (async () => …)()',
    madeAsync(`let promise
    const get = () => (promise ??= (async () => { await later(); return new Orders(bus) })())`),
  ),
  lazy(
    'promise ??= import(…).then(() => new Orders(bus))',
    madeAsync(`let promise
    const get = () => (promise ??= import('node:os').then(() => new Orders(bus)))`),
  ),
  lazy(
    'if (!orders) orders = await create()',
    madeAsync(`let orders
    const create = async () => { await later(); return new Orders(bus) }
    async function get() { if (!orders) orders = await create(); return orders }`),
  ),
  lazy(
    'if (orders) return orders; await connect(); orders = new Orders(bus)',
    madeAsync(`let orders
    async function get() {
      if (orders) return orders
      await later()
      orders = new Orders(bus)
      return orders
    }`),
  ),
  lazy(
    'if (!orders) await init(), and init() writes orders',
    madeAsync(`let orders
    async function init() { await later(); orders = new Orders(bus) }
    async function get() { if (!orders) await init(); return orders }`),
  ),
  lazy(
    'const { orders } = this; if (orders) return orders; this.orders = …',
    made(`class Shop {
      get() {
        const { orders } = this
        if (orders) return orders
        this.orders = new Orders(bus)
        return this.orders
      }
    }
    const shop = new Shop()
    const get = () => shop.get()`),
  ),
  lazy(
    'await mutex.runExclusive(() => { if (!orders) orders = new Orders(bus) })',
    madeAsync(`let orders
    const mutex = new Mutex()
    const get = () => mutex.runExclusive(async () => { if (!orders) orders = new Orders(bus); return orders })`).replace(
      'import',
      `import { Mutex } from 'async-mutex'\n    import`,
    ),
  ),
  lazy(
    'a default value: function work(orders = (kept ??= new Orders(bus)))',
    made(`let kept
    function get(orders = (kept ??= new Orders(bus))) { return orders }`),
  ),
  lazy(
    'promise ??= new Promise((resolve) => …resolve(new Orders(bus)))',
    madeAsync(`let promise
    const get = () => (promise ??= new Promise((resolve) => { setTimeout(() => resolve(new Orders(bus)), 1) }))`),
  ),
  lazy(
    'orders ??= await create(), in a method',
    madeAsync(`class Shop {
      async orders() { return (this.kept ??= await this.create()) }
      async create() { await later(); return new Orders(bus) }
    }
    const shop = new Shop()
    const get = () => shop.orders()`),
  ),
  lazy(
    'a member of a parameter: if (!app.orders) app.orders = new Orders(bus)',
    made(`const app = {}
    function ordersOf(app) { if (!app.orders) app.orders = new Orders(bus); return app.orders }
    const get = () => ordersOf(app)`),
  ),
  lazy(
    'a member of the request’s app: req.app.locals.orders ??= new Orders(bus)',
    made(`const app = { locals: {} }
    const ordersOf = (req) => (req.app.locals.orders ??= new Orders(bus))
    const get = () => ordersOf({ app })`),
  ),
  lazy(
    'a module object: services.orders.main ??= new Orders(bus)',
    made(`const services = { orders: {} }
    const get = () => (services.orders.main ??= new Orders(bus))`),
  ),
  lazy(
    'a factory whose helper its get(k) calls',
    made(`const createShop = () => {
      const orders = new Map()
      const open = (key) => { const one = new Orders(bus); orders.set(key, one); return one }
      return { get: (key) => orders.get(key) ?? open(key) }
    }
    const shop = createShop()
    const get = () => shop.get('eu')`),
  ),
  lazy(
    'a decorator by hand: @lazy get orders()',
    made(`const memoized = (target, name, make) => Object.defineProperty(target, name, {
      get() { const value = make(); Object.defineProperty(this, name, { value }); return value },
      configurable: true,
    })
    const shop = memoized({}, 'orders', () => new Orders(bus))
    const get = () => shop.orders`),
  ),
]
