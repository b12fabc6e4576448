import type Koa from 'koa'
import { work } from './lib/work.ts'

/** Middleware as packages have it: nobody compiles it, and it goes on in a job of its own. */
/* afterword-ignore */
export const waits: Koa.Middleware = async (_, next) => {
  await new Promise((resolve) => setTimeout(resolve, 1))
  await next()
}

/** Of another file, and it names no request. */
export const noted: Koa.Middleware = async ({ path }, next) => {
  if (path.startsWith('/quiet/')) await work('noted')
  await next()
}
