import { afterword } from 'afterword/fastify'
import Fastify from 'fastify'
import { answer } from '../app.ts'
import { foreignFastify } from '../foreign.js'
import { mountForms } from '../forms/fastify.ts'
import { callOfIncoming } from '../node.ts'
import { echoUpgrades, portOf, ready } from '../process.ts'

const fastify = Fastify({ forceCloseConnections: true })
fastify.register(afterword())
fastify.addHook('preHandler', foreignFastify)
mountForms(fastify)
fastify.all('*', async (request, reply) => {
  const carriers = { request, reply, 'request.raw': request.raw, 'reply.raw': reply.raw }
  const { status = 200, headers = {}, body } = await answer(callOfIncoming(request.raw, carriers))
  return reply
    .code(status)
    .headers(headers)
    .send(body ?? '')
})
echoUpgrades(fastify.server)
await fastify.listen({ port: 0, host: '127.0.0.1' })
ready(portOf(fastify.server))
