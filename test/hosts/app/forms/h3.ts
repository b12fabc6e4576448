import type { H3, H3Event } from 'h3'
import { bracket, computed, imported, listed, method } from './elsewhere.ts'
import { nobody, take, tell, wrap } from './tell.ts'

export function mountForms(app: H3): void {
  app.get('/forms/seen', () => take())
  app.all('/forms/none', async () => tell('none'))
  app.all('/forms/pattern', async ({ url }) => tell(`pattern ${url.pathname}`))
  app.all('/forms/default', async ({ url }: H3Event = nobody) => tell(`default ${url.pathname}`))
  app.all('/forms/rest', async (...all) => tell(`rest ${all.length}`))
  app.all('/forms/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return tell(`arguments ${arguments.length}`)
  })
  app.all(
    '/forms/wrapped',
    wrap(async ({ url }: H3Event) => tell(`wrapped ${url.pathname}`)),
  )
  app.all('/forms/imported', imported)
  // biome-ignore lint/complexity/useLiteralKeys: a form of its own
  app['all']('/forms/bracket', bracket)
  app[method]('/forms/computed', computed)
  for (const [path, handler] of listed) app.all(path, handler)
}
