import { conform } from './conform.ts'

conform('Workers', 'Hono on Workers', 'h3 on Workers')
