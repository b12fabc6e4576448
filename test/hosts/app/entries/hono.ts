// The Hono app itself, the same on Node, Workers, Bun and Deno.
import { afterword } from 'afterword/hono'
import { Hono } from 'hono'
import { answer } from '../app.ts'
import { type Call, callOfRequest, toResponse } from '../call.ts'
import { foreignHono } from '../foreign.js'
import { mountForms } from '../forms/hono.ts'

export const app = new Hono()
app.use(afterword())
app.use(foreignHono)
mountForms(app)
app.all('*', async (c) => {
  const carriers = { c, 'c.req': c.req, 'c.req.raw': c.req.raw }
  const { upgrade, keep } = (c.env ?? {}) as { upgrade?: (request: Request) => Response | undefined } & Pick<
    Call,
    'keep'
  >
  // Hono must be given a response; the servers that upgrade by themselves ignore it.
  if (c.req.path === '/upgrade') return upgrade?.(c.req.raw) ?? c.body(null)
  return toResponse(await answer(callOfRequest(c.req.raw, { carriers, keep })))
})
