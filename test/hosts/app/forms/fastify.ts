import type { FastifyInstance } from 'fastify'
import { bracket, computed, imported, listed, method } from './elsewhere.ts'
import { nobody, take, tell } from './tell.ts'

export function mountForms(fastify: FastifyInstance): void {
  fastify.get('/forms/seen', async () => take())
  fastify.addHook('preHandler', async ({ url }) => {
    if (url.startsWith('/forms/hook')) tell('hook')
  })
  fastify.all('/forms/hook', async () => 'ok')
  fastify.all('/forms/none', async () => tell('none'))
  fastify.all('/forms/pattern', async ({ body }) => tell(`pattern ${typeof body}`))
  fastify.all('/forms/two', async ({ method }, { sent }) => tell(`two ${method} ${sent}`))
  fastify.all('/forms/default', async ({ method } = nobody) => tell(`default ${method}`))
  fastify.all('/forms/later', async ({ method }, reply = nobody) => tell(`later ${method} ${typeof reply}`))
  fastify.all('/forms/rest', async (...all) => tell(`rest ${all.length}`))
  fastify.all('/forms/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return tell(`arguments ${arguments.length}`)
  })
  fastify.route({
    method: ['GET', 'POST'],
    url: '/forms/wrapped',
    handler: async ({ method }) => tell(`wrapped ${method}`),
  })
  fastify.all('/forms/imported', imported)
  // biome-ignore lint/complexity/useLiteralKeys: a form of its own
  fastify['all']('/forms/bracket', bracket)
  fastify[method]('/forms/computed', computed)
  for (const [path, handler] of listed) fastify.all(path, handler)
}
