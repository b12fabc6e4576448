import { createIsomorphicFn, createMiddleware, createServerFn } from '@tanstack/react-start'
import { held } from './lib/journal'
import { lastly, late, work } from './lib/work'

const told = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  await work('around')
  return next()
})

export const quote = createServerFn()
  .middleware([told])
  .handler(async () => work('loader'))

export const before = createIsomorphicFn()
  .server(async () => work('before'))
  .client(async () => '')

/** Of a form, which works without JavaScript too. */
export const say = createServerFn({ method: 'POST' })
  .validator((form: FormData) => String(form.get('word')))
  .handler(async ({ data }) => ({ said: `${await work('say')} ${data}` }))

export const first = createServerFn().handler(async () => work('first'))

export const later = createServerFn()
  .validator((id: string) => id)
  .handler(async ({ data }) => {
    await held(data)
    return lastly('later', data)
  })

export const about = createServerFn().handler(async () => late('about'))

export const broken = createServerFn().handler(async () => {
  await work('broken')
  throw new Error('as it should')
})

export const moved = createServerFn().handler(async () => work('moved'))

export const missing = createServerFn().handler(async () => work('missing'))
