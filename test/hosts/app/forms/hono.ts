import type { Hono } from 'hono'
import { method, toResponse } from './elsewhere.ts'
import { nobody, take, tell, wrap } from './tell.ts'

export function mountForms(app: Hono): void {
  app.get('/forms/seen', (c) => c.text(take()))
  app.all('/forms/none', async () => new Response(tell('none')))
  app.all('/forms/pattern', async ({ text }) => text(tell('pattern')))
  app.all('/forms/two', async ({ text }, { length }) => text(tell(`two ${length}`)))
  app.all('/forms/default', async ({ text } = nobody) => text(tell('default')))
  app.all('/forms/later', async ({ text }, next = async () => {}) => text(tell(`later ${typeof next}`)))
  app.all('/forms/rest', async (...all) => all[0].text(tell('rest')))
  app.all('/forms/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return new Response(tell(`arguments ${arguments.length}`))
  })
  app.all(
    '/forms/wrapped',
    wrap(async ({ text }) => text(tell('wrapped'))),
  )
  app.all('/forms/imported', toResponse.imported)
  // biome-ignore lint/complexity/useLiteralKeys: a form of its own
  app['all']('/forms/bracket', toResponse.bracket)
  app[method]('/forms/computed', toResponse.computed)
  for (const [path, handler] of toResponse.listed) app.all(path, handler)
}
