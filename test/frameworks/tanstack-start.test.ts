import { tanStackStart } from './columns/tanstack-start.ts'
import { conform } from './conform.ts'

await conform(tanStackStart)
