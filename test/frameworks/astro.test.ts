import { astro } from './columns/astro.ts'
import { conform } from './conform.ts'

await conform(astro)
