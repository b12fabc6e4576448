import { lazy, type Situation } from '../situation.ts'

export const apps: Situation[] = [
  lazy(
    'Express: app ??= createApp()',
    `
    import express from 'express'
    const createApp = () => {
      const app = express()
      app.use((req, res, next) => { ask(req.headers['x-user']); next() })
      app.get('/', (req, res) => { ask(req.headers['x-user']); res.end() })
      return app
    }
    let app
    export function ada(request) { app ??= createApp(); call(app, request) }
    export function bob(request) { app ??= createApp(); call(app, request) }
    `,
  ),
  lazy(
    'Express: if (!app) { app = express(); app.use(…) }',
    `
    import express from 'express'
    let app
    const get = () => {
      if (!app) {
        app = express()
        app.use((req, res, next) => { ask(req.headers['x-user']); next() })
        app.use((error, req, res, next) => { ask(req.headers['x-user']); res.end() })
        app.get('/', () => { throw new Error('no') })
      }
      return app
    }
    export function ada(request) { call(get(), request) }
    export function bob(request) { call(get(), request) }
    `,
  ),
  lazy(
    'Express: made without asking whether it is there',
    `
    import express from 'express'
    let app
    const start = () => {
      app = express()
      app.use((req, res, next) => { ask(req.headers['x-user']); next() })
      app.param('id', (req, res, next, id) => { ask(req.headers['x-user']); next() })
      app.get('/:id', (req, res) => { ask(req.headers['x-user']); res.end() })
    }
    export function ada(request) { start(); call(app, request, '/1') }
    export function bob(request) { call(app, request, '/1') }
    `,
  ),
  lazy(
    'Express: routers in a loop over a table',
    `
    import express from 'express'
    let app
    const routes = ['/a', '/b']
    const start = () => {
      app = express()
      const router = express.Router()
      for (const path of routes) router.get(path, (req, res) => { ask(req.headers['x-user']); res.end() })
      app.use('/', router)
    }
    export function ada(request) { start(); call(app, request, '/a') }
    export function bob(request) { call(app, request, '/b') }
    `,
  ),
  lazy(
    'Hono: app ??= createApp()',
    `
    import { Hono } from 'hono'
    const createApp = () => {
      const app = new Hono()
      app.use(async (c, next) => { ask(c.req.header('x-user')); await next() })
      app.get('/', (c) => { ask(c.req.header('x-user')); return c.text('') })
      app.notFound((c) => { ask(c.req.header('x-user')); return c.text('', 404) })
      app.onError((error, c) => { ask(c.req.header('x-user')); return c.text('', 500) })
      return app
    }
    let app
    const visit = (path, user) => { app ??= createApp(); return app.request(path, { headers: { 'x-user': user } }) }
    export function ada() { return visit('/none', 'ada') }
    export function bob() { return visit('/none', 'bob') }
    `,
  ),
  lazy(
    'Hono: made without asking whether it is there',
    `
    import { Hono } from 'hono'
    let app
    const start = () => {
      app = new Hono()
      app.use(async (c, next) => { ask(c.req.header('x-user')); await next() })
      app.get('/', (c) => { ask(c.req.header('x-user')); return c.text('') })
    }
    const visit = (user) => app.request('/', { headers: { 'x-user': user } })
    export function ada() { start(); return visit('ada') }
    export function bob() { return visit('bob') }
    `,
  ),
  lazy(
    'Hono: notFound and onError, made without asking',
    `
    import { Hono } from 'hono'
    let app
    const start = () => {
      app = new Hono()
      app.get('/', () => { throw new Error('no') })
      app.notFound((c) => { ask(c.req.header('x-user')); return c.text('', 404) })
      app.onError((error, c) => { ask(c.req.header('x-user')); return c.text('', 500) })
    }
    const visit = (path, user) => app.request(path, { headers: { 'x-user': user } })
    export async function ada() { start(); await visit('/', 'ada'); await visit('/none', 'ada') }
    export async function bob() { await visit('/', 'bob'); await visit('/none', 'bob') }
    `,
  ),
  lazy(
    'Koa: app ??= createApp()',
    `
    import Koa from 'koa'
    const createApp = () => {
      const app = new Koa()
      app.use(async (ctx, next) => { ask(ctx.headers['x-user']); await next() })
      app.use((ctx) => { ask(ctx.headers['x-user']); ctx.body = '' })
      return app.callback()
    }
    let listener
    export function ada(request) { listener ??= createApp(); call(listener, request) }
    export function bob(request) { listener ??= createApp(); call(listener, request) }
    `,
  ),
  lazy(
    'Koa: made without asking whether it is there',
    `
    import Koa from 'koa'
    let app
    let listener
    const start = () => {
      app = new Koa()
      app.use(async (ctx, next) => { ask(ctx.headers['x-user']); await next() })
      app.use((ctx) => { ask(ctx.headers['x-user']); ctx.body = '' })
      listener = app.callback()
    }
    export function ada(request) { start(); call(listener, request) }
    export function bob(request) { call(listener, request) }
    `,
  ),
  lazy(
    'koa-compose: chain ??= compose([fn, fn])',
    `
    import compose from 'koa-compose'
    let chain
    const get = () => (chain ??= compose([
      async (ctx, next) => { ask(ctx.user); await next() },
      async (ctx, next) => { await later(); ask(ctx.user) },
    ]))
    export async function ada() { await get()({ user: 'ada' }) }
    export async function bob() { await get()({ user: 'bob' }) }
    `,
  ),
  lazy(
    'koa-compose: made without asking whether it is there',
    `
    import compose from 'koa-compose'
    let chain
    const start = () => { chain = compose([(ctx, next) => { ask(ctx.user); return next() }, ({ user }, next) => { ask(user) }]) }
    export async function ada() { start(); await chain({ user: 'ada' }) }
    export async function bob() { await chain({ user: 'bob' }) }
    `,
  ),
  lazy(
    'tRPC: a router that the first request makes',
    `
    import { initTRPC } from '@trpc/server'
    let router
    const createRouter = () => {
      const t = initTRPC.create()
      const timed = t.procedure.use(({ ctx, next }) => { ask(ctx.user); return next({ ctx }) })
      return t.router({ me: timed.query(({ ctx }) => { ask(ctx.user) }) })
    }
    const get = () => (router ??= createRouter())
    export async function ada(request) { request.user = 'ada'; await get().createCaller(request).me() }
    export async function bob(request) { request.user = 'bob'; await get().createCaller(request).me() }
    `,
  ),
  lazy(
    'tRPC: a middleware that the first request makes, without asking',
    `
    import { initTRPC } from '@trpc/server'
    let router
    const start = () => {
      const t = initTRPC.create()
      const timed = t.procedure.use((opts) => { ask(opts.ctx.user); return opts.next() })
      router = t.router({ me: timed.query((opts) => {}) })
    }
    export async function ada(request) { request.user = 'ada'; start(); await router.createCaller(request).me() }
    export async function bob(request) { request.user = 'bob'; await router.createCaller(request).me() }
    `,
  ),
]
