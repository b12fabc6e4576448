import { svelteKit } from './columns/sveltekit.ts'
import { conform } from './conform.ts'

await conform(svelteKit)
