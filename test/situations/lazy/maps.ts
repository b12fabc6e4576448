import { lazy, type Situation } from '../situation.ts'
import { made, madeAsync } from './orders.ts'

export const maps: Situation[] = [
  lazy(
    'a Map of services: if (!map.has(key)) map.set(key, new Orders(bus))',
    made(`const map = new Map()
    function get() {
      if (!map.has('eu')) map.set('eu', new Orders(bus))
      return map.get('eu')
    }`),
  ),
  lazy(
    'a Map of services: let orders = map.get(key); if (!orders) { … map.set(key, orders) }',
    made(`const map = new Map()
    function get() {
      let orders = map.get('eu')
      if (!orders) {
        orders = new Orders(bus)
        map.set('eu', orders)
      }
      return orders
    }`),
  ),
  lazy(
    'a Map of services: const found = map.get(key); if (found) return found; …',
    made(`const map = new Map()
    function get() {
      const found = map.get('eu')
      if (found) return found
      const orders = new Orders(bus)
      map.set('eu', orders)
      return orders
    }`),
  ),
  lazy(
    'a Map of services: map.get(key) ?? make(key)',
    made(`const map = new Map()
    const make = () => { const orders = new Orders(bus); map.set('eu', orders); return orders }
    const get = () => map.get('eu') ?? make()`),
  ),
  lazy(
    'a Map of services: getOrInsertComputed by hand',
    made(`const map = new Map()
    const getOrInsert = (map, key, make) => {
      if (!map.has(key)) map.set(key, make(key))
      return map.get(key)
    }
    const get = () => getOrInsert(map, 'eu', () => new Orders(bus))`),
  ),
  lazy(
    'a record of services: cache[key] ??= new Orders(bus)',
    made(`const cache = {}\n    const get = () => (cache.eu ??= new Orders(bus))`),
  ),
  lazy(
    'a record of services: if (cache[key]) return cache[key]; return (cache[key] = …)',
    made(`const cache = {}
    function get(key = 'eu') {
      if (cache[key]) return cache[key]
      return (cache[key] = new Orders(bus))
    }`),
  ),
  lazy(
    'a WeakMap by app: if (!byApp.has(app)) byApp.set(app, new Orders(bus))',
    made(`const app = {}
    const byApp = new WeakMap()
    function get() { if (!byApp.has(app)) byApp.set(app, new Orders(bus)); return byApp.get(app) }`),
  ),
  lazy(
    'a container: register(name, make), get(name)',
    made(`class Container {
      #makers = new Map()
      #made = new Map()
      register(name, make) { this.#makers.set(name, make); return this }
      get(name) {
        if (!this.#made.has(name)) this.#made.set(name, this.#makers.get(name)(this))
        return this.#made.get(name)
      }
    }
    const container = new Container().register('orders', () => new Orders(bus))
    const get = () => container.get('orders')`),
  ),
  lazy(
    'a container whose instances stand in an object',
    made(`const makers = { orders: () => new Orders(bus) }
    const instances = {}
    const get = () => {
      if (!('orders' in instances)) instances.orders = makers.orders()
      return instances.orders
    }`),
  ),
  lazy(
    'cache.remember(key, () => new Orders(bus))',
    made(`class Cache {
      #map = {}
      remember(key, make) { return (this.#map[key] ??= make()) }
    }
    const cache = new Cache()
    const get = () => cache.remember('eu', () => new Orders(bus))`),
  ),
  lazy(
    'cache.remember(key, fn), with has and set',
    made(`class Cache {
      #map = new Map()
      remember(key, make) {
        if (!this.#map.has(key)) this.#map.set(key, make())
        return this.#map.get(key)
      }
    }
    const cache = new Cache()
    const get = () => cache.remember('eu', () => new Orders(bus))`),
  ),
  lazy(
    'cache.remember(key, fn), with a local let',
    made(`class Cache {
      #map = new Map()
      remember(key, make) {
        let value = this.#map.get(key)
        if (value === undefined) {
          value = make()
          this.#map.set(key, value)
        }
        return value
      }
    }
    const cache = new Cache()
    const get = () => cache.remember('eu', () => new Orders(bus))`),
  ),
  lazy(
    'memo(key, fn), a function of the module',
    made(`const memo = new Map()
    const remember = (key, make) => {
      if (memo.has(key)) return memo.get(key)
      const value = make()
      memo.set(key, value)
      return value
    }
    const get = () => remember('eu', () => new Orders(bus))`),
  ),
  lazy(
    'await cache.remember(key, async () => new Orders(bus))',
    madeAsync(`const map = new Map()
    const remember = (key, make) => {
      let promise = map.get(key)
      if (!promise) {
        promise = make().catch((error) => { map.delete(key); throw error })
        map.set(key, promise)
      }
      return promise
    }
    const get = () => remember('eu', async () => { await later(); return new Orders(bus) })`),
  ),
  lazy(
    'lru-cache: cache.get(key) ?? made, cache.set(key, made)',
    made(`const cache = new LRUCache({ max: 5 })
    function get() {
      const cached = cache.get('eu')
      if (cached) return cached
      const orders = new Orders(bus)
      cache.set('eu', orders)
      return orders
    }`).replace('import', `import { LRUCache } from 'lru-cache'\n    import`),
  ),
]
