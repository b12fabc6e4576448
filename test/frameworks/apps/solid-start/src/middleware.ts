import { createMiddleware } from '@solidjs/start/middleware'
import { afterword } from 'afterword/h3'
import { work } from './lib/work'

export default createMiddleware([
  afterword(),
  async (event: { url: URL }, next: () => unknown) => {
    if (event.url.pathname.startsWith('/page/')) await work('middleware')
    return next()
  },
])
