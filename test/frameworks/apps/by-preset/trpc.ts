import { createServer } from 'node:http'
import { initTRPC } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { withAfter } from 'afterword/node'
import { journal } from './journal.ts'
import { work } from './work.ts'

const t = initTRPC.create()
const guarded = t.procedure.use(async ({ next }) => {
  await work('middleware')
  return next()
})
const router = t.router({
  find: guarded.query(() => work('find')),
  save: guarded
    .input((value: unknown) => value)
    .mutation(async ({ input }) => `${input} ${await work('save')}`),
})

const handler = createHTTPHandler({ router })
createServer(withAfter((req, res) => journal(req, res) || handler(req, res))).listen(Number(process.env.PORT))
