import { koa } from './columns/koa.ts'
import { conform } from './conform.ts'

await conform(koa)
