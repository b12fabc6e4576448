import { solidStart } from './columns/solid-start.ts'
import { conform } from './conform.ts'

await conform(solidStart)
