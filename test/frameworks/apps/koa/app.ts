import { Readable } from 'node:stream'
import { afterword } from 'afterword/koa'
import Koa from 'koa'
import { noted, waits } from './elsewhere.ts'
import { answer, held } from './lib/journal.ts'
import { lastly, work } from './lib/work.ts'

const app = new Koa()
app.use(afterword())

app.use(async (ctx: Koa.Context, next: Koa.Next) => {
  if (ctx.path.startsWith('/page/')) await work('middleware')
  await next()
})

app.use(waits)
app.use(noted)

app.use(async (ctx: Koa.Context) => {
  const [, kind = '', id = ''] = ctx.path.split('/')
  await routes[kind]?.(ctx, id)
})

const routes: Record<string, (ctx: Koa.Context, id: string) => unknown> = {
  async page(ctx) {
    ctx.body = await work('page')
  },
  async api(ctx) {
    ctx.status = ctx.method === 'GET' ? 201 : 200
    ctx.body = await work(ctx.method.toLowerCase())
  },
  quiet(ctx) {
    ctx.body = 'quiet'
  },
  async broken() {
    await work('broken')
    throw new Error('as it should')
  },
  async moved(ctx, id) {
    await work('moved')
    ctx.redirect(`/page/${id}`)
  },
  async missing(ctx) {
    await work('missing')
    ctx.throw(404, 'not here')
  },
  async held(ctx, id) {
    const first = await work('first')
    ctx.type = 'text/html'
    ctx.body = Readable.from(parts(first, id))
  },
  async journal(ctx) {
    ctx.body = await answer(ctx.URL).json()
  },
}

async function* parts(first: string, id: string) {
  yield first
  await held(id)
  yield await lastly('later', id)
}

app.listen(Number(process.env.PORT))
