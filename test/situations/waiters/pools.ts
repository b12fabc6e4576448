import { type Situation, waiter } from '../situation.ts'

export const pools: Situation[] = [
  waiter(
    'pg-pool: the callback that waits for a client',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export function ada() {
      pool.connect((error, client, done) => {
        ask('ada')
        done()
      })
    }
    export function bob() { held.release() }
    `,
  ),
  waiter(
    'pg-pool: a callback by name',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export function ada() {
      const onClient = (error, client, done) => {
        ask('ada')
        done()
      }
      pool.connect(onClient)
    }
    export function bob() { held.release() }
    `,
  ),
  waiter(
    'pg-pool: what stands behind await pool.connect()',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export async function ada() {
      const client = await pool.connect()
      ask('ada')
      client.release()
    }
    export function bob() { held.release() }
    `,
  ),
  waiter(
    'pg-pool: a callback inside of the one that waited',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export function ada() {
      pool.connect((error, client, done) => {
        client.query('select 1', () => {
          ask('ada')
          done()
        })
      })
    }
    export function bob() { held.release() }
    `,
  ),
  waiter(
    'pg-pool: three callbacks, each run by the done() of the one before',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    const use = (user) => pool.connect((error, client, done) => {
      ask(user)
      done()
    })
    export async function before() { held = await pool.connect() }
    export function ada() { use('ada') }
    export async function bob() {
      use('bob')
      held.release()
      await later(5)
    }
    `,
  ),
  waiter(
    'pg: a query that waits for the only connection',
    `
    import pg from 'pg'
    const server = await fakePostgres()
    const pool = new pg.Pool({ host: '127.0.0.1', port: server.port, user: 'x', database: 'x', password: 'x', max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export function ada() { pool.query('select 1', () => ask('ada')) }
    export function bob() {
      held.release()
      return later(20)
    }
    export async function end() {
      await pool.end()
      server.close()
    }
    `,
  ),
  waiter(
    'pg: the rows of one client, two requests on it',
    `
    import pg from 'pg'
    const server = await fakePostgres()
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'x', database: 'x', password: 'x' })
    await client.connect()
    export function ada() { client.query('select 1', () => ask('ada')) }
    export async function bob() {
      await client.query('select 1')
      client.query('select 1', () => ask('bob'))
      return later(10)
    }
    export async function end() {
      await client.end()
      server.close()
    }
    `,
  ),
  waiter(
    'generic-pool: pool.use(fn), returned',
    `
    import { createPool } from 'generic-pool'
    const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 })
    let held
    export async function before() { held = await pool.acquire() }
    export function ada() { return pool.use(async () => ask('ada')) }
    export async function bob() {
      await pool.release(held)
      await later(5)
    }
    `,
  ),
  waiter(
    'generic-pool: acquire().then(fn)',
    `
    import { createPool } from 'generic-pool'
    const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 })
    let held
    export async function before() { held = await pool.acquire() }
    export function ada() { pool.acquire().then((one) => { ask('ada'); pool.release(one) }) }
    export async function bob() {
      await pool.release(held)
      await later(5)
    }
    `,
  ),
  waiter(
    'tarn: what waits for a resource of knex',
    `
    import { Pool } from 'tarn'
    const pool = new Pool({ create: (done) => done(null, {}), destroy() {}, min: 0, max: 1 })
    let held
    export async function before() { held = await pool.acquire().promise }
    export async function ada() {
      const one = await pool.acquire().promise
      ask('ada')
      pool.release(one)
    }
    export async function bob() {
      pool.release(held)
      await later(5)
    }
    `,
  ),
  waiter(
    'tarn: a listener of the pool that waits for the next release',
    `
    import { Pool } from 'tarn'
    const pool = new Pool({ create: (done) => done(null, {}), destroy() {}, min: 0, max: 1 })
    let held
    export async function before() { held = await pool.acquire().promise }
    export function ada() { pool.on('release', () => ask('ada')) }
    export function bob() { pool.release(held) }
    `,
  ),
  waiter(
    'a pool by hand: a list of waiters',
    `
    const waiters = []
    export function ada() { waiters.push(() => ask('ada')) }
    export function bob() { for (const waiter of waiters.splice(0)) waiter() }
    `,
  ),
  waiter(
    'a pool by hand: a class with acquire(fn)',
    `
    class Pool {
      #free = []
      #waiters = []
      acquire(use) {
        const one = this.#free.pop()
        if (one) use(one)
        else this.#waiters.push(use)
      }
      release(one) {
        const next = this.#waiters.shift()
        if (next) next(one)
        else this.#free.push(one)
      }
    }
    const pool = new Pool()
    export function ada() { pool.acquire((one) => { ask('ada'); pool.release(one) }) }
    export function bob() { pool.release({}) }
    `,
  ),
  waiter(
    'a pool by hand: a class whose waiters are wrapped in its own functions',
    `
    class Pool {
      waiters = []
      use(fn) {
        return new Promise((resolve) => {
          this.waiters.push((one) => resolve(fn(one)))
        })
      }
      release(one) { this.waiters.shift()?.(one) }
    }
    const pool = new Pool()
    export async function ada() { await pool.use(() => ask('ada')) }
    export function bob() { pool.release({}) }
    `,
  ),
  waiter(
    'a pool by hand: withClient(fn), awaited',
    `
    const waiters = []
    function withClient(fn) {
      return new Promise((resolve) => waiters.push(() => resolve(fn())))
    }
    export async function ada() {
      await withClient(async () => {
        await later()
        ask('ada')
      })
    }
    export async function bob() {
      waiters.shift()()
      await later(5)
    }
    `,
  ),
  waiter(
    'a pool by hand: return withClient(fn), in an async function',
    `
    const waiters = []
    function withClient(fn) {
      return new Promise((resolve) => waiters.push(() => resolve(fn())))
    }
    export async function ada() {
      return withClient(() => ask('ada'))
    }
    export function bob() { waiters.shift()() }
    `,
  ),
  waiter(
    'a pool by hand: const rows = await withClient(fn)',
    `
    const waiters = []
    const withClient = (fn) => new Promise((resolve) => waiters.push(() => resolve(fn())))
    export async function ada() {
      const rows = await withClient(() => { ask('ada'); return [] })
      return rows.length
    }
    export function bob() { waiters.shift()() }
    `,
  ),
  waiter(
    'a pool by hand: two at once, await Promise.all([withClient(fn), …])',
    `
    const waiters = []
    const withClient = (fn) => new Promise((resolve) => waiters.push(() => resolve(fn())))
    export async function ada() {
      await Promise.all([withClient(() => ask('ada')), withClient(() => ask('ada'))])
    }
    export function bob() { for (const waiter of waiters.splice(0)) waiter() }
    `,
  ),
]
