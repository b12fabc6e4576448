import { reactRouter } from './columns/react-router.ts'
import { conform } from './conform.ts'

await conform(reactRouter)
