import { conform } from './conform.ts'

conform('node:http', 'Express', 'Fastify', 'fetch on Node', 'Hono on Node', 'h3 on Node', 'srvx')
