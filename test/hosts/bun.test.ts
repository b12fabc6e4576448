import { conform } from './conform.ts'

conform('Bun', 'Hono on Bun', 'h3 on Bun')
