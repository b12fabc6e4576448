import { conform } from './conform.ts'

conform('Deno', 'Hono on Deno', 'h3 on Deno')
