// The apps, in the order of the guide's columns.
import type { App } from './app.ts'
import { astro } from './columns/astro.ts'
import { koa } from './columns/koa.ts'
import { nestOnExpress, nestOnFastify } from './columns/nest.ts'
import { nuxt } from './columns/nuxt.ts'
import { reactRouter } from './columns/react-router.ts'
import { solidStart } from './columns/solid-start.ts'
import { svelteKit } from './columns/sveltekit.ts'
import { tanStackStart } from './columns/tanstack-start.ts'

export const apps: readonly App[] = [
  svelteKit,
  reactRouter,
  tanStackStart,
  astro,
  nuxt,
  solidStart,
  nestOnExpress,
  nestOnFastify,
  koa,
]
