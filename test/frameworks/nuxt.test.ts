import { nuxt } from './columns/nuxt.ts'
import { conform } from './conform.ts'

await conform(nuxt)
