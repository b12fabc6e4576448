// On Node, and with the same words on Bun and Deno: h3 picks srvx's adapter by the condition it is imported with.
import type { Server } from 'node:http'
import { afterword } from 'afterword/h3'
import { H3, serve } from 'h3'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignH3 } from '../foreign.js'
import { mountForms } from '../forms/h3.ts'
import { echoUpgrades, ready } from '../process.ts'

const app = new H3()
app.use(afterword())
app.use(foreignH3)
mountForms(app)
app.all('/**', async (event) => {
  const carriers = { event, 'event.req': event.req }
  const given = await answer(callOfRequest(event.req, { carriers }))
  // h3 makes a response of anything: half of the answers are left to it.
  if (given.headers || (given.status ?? 200) >= 300) return toResponse(given)
  event.res.status = given.status ?? 200
  return given.body ?? ''
})

const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
if (server.node) echoUpgrades(server.node.server as Server)
ready(Number(new URL(server.url as string).port))
