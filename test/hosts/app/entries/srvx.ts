import type { Server } from 'node:http'
import { afterword } from 'afterword/h3'
import { type ServerRequest, serve } from 'srvx'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignH3 } from '../foreign.js'
import { answerForm } from '../forms/srvx.ts'
import { echoUpgrades, ready } from '../process.ts'

const server = serve({
  port: 0,
  hostname: '127.0.0.1',
  silent: true,
  middleware: [afterword(), foreignH3],
  fetch: async (request: ServerRequest) =>
    (await answerForm(request)) ??
    toResponse(await answer(callOfRequest(request, { carriers: { request } }))),
})
await server.ready()
echoUpgrades(server.node?.server as Server)
ready(Number(new URL(server.url as string).port))
