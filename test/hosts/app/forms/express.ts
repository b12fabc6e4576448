import type { Express } from 'express'
import { foreignAnswer } from '../foreign.js'
import { method, toNothing } from './elsewhere.ts'
import { nobody, take, tell, wrap } from './tell.ts'

export function mountForms(app: Express): void {
  app.get('/forms/seen', (_req, res) => void res.end(take()))
  // It answers for those that are given nothing to answer with.
  app.use('/forms', foreignAnswer)
  app.all('/forms/none', async () => void tell('none'))
  app.all('/forms/pattern', async ({ body }) => void tell(`pattern ${typeof body}`))
  app.all('/forms/two', async ({ method }, { statusCode }) => void tell(`two ${method} ${statusCode}`))
  app.all('/forms/default', async ({ method } = nobody) => void tell(`default ${method}`))
  app.all('/forms/later', async ({ method }, reply = nobody) => void tell(`later ${method} ${typeof reply}`))
  app.all('/forms/rest', async (...all) => void tell(`rest ${all.length}`))
  app.all('/forms/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    tell(`arguments ${arguments.length}`)
  })
  app.all(
    '/forms/wrapped',
    wrap(async ({ method }) => void tell(`wrapped ${method}`)),
  )
  app.all('/forms/imported', toNothing.imported)
  // biome-ignore lint/complexity/useLiteralKeys: a form of its own
  app['all']('/forms/bracket', toNothing.bracket)
  app[method]('/forms/computed', toNothing.computed)
  for (const [path, handler] of toNothing.listed) app.all(path, handler)
}
