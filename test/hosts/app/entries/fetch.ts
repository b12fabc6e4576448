// withAfter of afterword/fetch, under a server for fetch handlers on Node.
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { echoUpgrades, ready } from '../process.ts'

const fetch = withAfter(
  foreignHandler(
    async (request: Request) =>
      (await answerForm(request)) ??
      toResponse(await answer(callOfRequest(request, { carriers: { request } }))),
  ),
)

const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port))
echoUpgrades(server as Server)
