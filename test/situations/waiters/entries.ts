import { type Situation, waiter } from '../situation.ts'

// Handlers that a framework calls: their callbacks are theirs after the response, too, for there is nobody else’s work in them.

export const entries: Situation[] = [
  waiter(
    'a route handler: waiters.push(fn)',
    `
    const waiters = []
    export function GET(request) { waiters.push(() => ask('ada')) }
    export function POST(request) { for (const waiter of waiters) waiter() }
    `,
  ),
  waiter(
    'a route handler: the client has hung up, and a pool calls back',
    `
    import Pool from 'pg-pool'
    const pool = new Pool({ Client: FakeClient, max: 1 })
    let held
    export async function before() { held = await pool.connect() }
    export function GET(request) { pool.connect((error, client, done) => { ask('ada'); done() }) }
    export function POST(request) { held.release() }
    `,
  ),
  waiter(
    'a route handler: a shared event',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export async function GET(request) { bus.once('paid', async () => { await later(); ask('ada') }) }
    export async function POST(request) { bus.emit('paid'); await later(5) }
    `,
  ),
  waiter(
    'a route handler: a helper of the file puts the callback there',
    `
    const waiters = []
    const whenDone = (fn) => { waiters.push(fn) }
    export function GET(request) { whenDone(() => ask('ada')) }
    export function POST(request) { for (const waiter of waiters) waiter() }
    `,
  ),
  waiter(
    'a route handler: await new Promise((resolve) => …) that bob resolves',
    `
    const waiters = []
    export async function GET(request) {
      await new Promise((resolve) => waiters.push(() => { ask('ada'); resolve() }))
      ask('ada')
    }
    export async function POST(request) { for (const waiter of waiters) waiter(); await later() }
    `,
  ),
  waiter(
    'a route handler: a callback in a callback',
    `
    const waiters = []
    export function GET(request) { waiters.push(() => { waiters.push(() => ask('ada')) }) }
    export function POST(request) {
      for (const waiter of waiters.splice(0)) waiter()
      for (const waiter of waiters.splice(0)) waiter()
    }
    `,
  ),
  waiter(
    'Express: a route’s callback that another request runs',
    `
    import express from 'express'
    const waiters = []
    const app = express()
    app.get('/a', (req, res) => { waiters.push(() => ask('ada')) })
    app.get('/b', (req, res) => { for (const waiter of waiters) waiter() })
    export function ada(request) { call(app, request, '/a') }
    export function bob(request) { call(app, request, '/b') }
    `,
  ),
  waiter(
    'Hono: a route’s callback that another request runs',
    `
    import { Hono } from 'hono'
    const waiters = []
    const app = new Hono()
    app.get('/a', (c) => { waiters.push(() => ask('ada')); return c.text('') })
    app.get('/b', async (c) => { for (const waiter of waiters) waiter(); return c.text('') })
    export function ada(request) { return app.fetch(new Request('http://test/a', request)) }
    export function bob(request) { return app.fetch(new Request('http://test/b', request)) }
    `,
  ),
  waiter(
    'Koa: a middleware’s callback that another request runs',
    `
    import Koa from 'koa'
    const waiters = []
    const app = new Koa()
    app.use(async (ctx, next) => {
      if (ctx.path === '/a') waiters.push(() => ask('ada'))
      else for (const waiter of waiters) waiter()
      ctx.body = ''
    })
    const listener = app.callback()
    export function ada(request) { call(listener, request, '/a') }
    export function bob(request) { call(listener, request, '/b') }
    `,
  ),
  waiter(
    'tRPC: a procedure’s callback that another request runs',
    `
    import { initTRPC } from '@trpc/server'
    const waiters = []
    const t = initTRPC.create()
    const router = t.router({
      wait: t.procedure.query(({ ctx }) => { waiters.push(() => ask('ada')) }),
      go: t.procedure.mutation(({ ctx }) => { for (const waiter of waiters) waiter() }),
    })
    export function ada(request) { return router.createCaller(request).wait() }
    export function bob(request) { return router.createCaller(request).go() }
    `,
  ),
  waiter(
    'tRPC: behind a middleware',
    `
    import { initTRPC } from '@trpc/server'
    const waiters = []
    const t = initTRPC.create()
    const timed = t.procedure.use(async ({ next, ctx }) => { const result = await next({ ctx }); return result })
    const router = t.router({
      wait: timed.query(async () => { waiters.push(() => ask('ada')) }),
      go: timed.mutation(async () => { for (const waiter of waiters) waiter() }),
    })
    export function ada(request) { return router.createCaller(request).wait() }
    export function bob(request) { return router.createCaller(request).go() }
    `,
  ),
]
