import { createCsrfMiddleware, createMiddleware, createStart } from '@tanstack/react-start'
import { work } from './lib/work'

const csrf = createCsrfMiddleware({ filter: ({ handlerType }) => handlerType === 'serverFn' })

const told = createMiddleware().server(async ({ pathname, next }) => {
  if (pathname.startsWith('/page/')) await work('middleware')
  return next()
})

export const startInstance = createStart(() => ({ requestMiddleware: [csrf, told] }))
