import { Elysia } from 'elysia'
import { tell } from './tell.js'

export const own = new Elysia({ prefix: '/own' })
  .post('/pattern', ({ body }) => tell(`pattern ${JSON.stringify(body)}`))
  .get('/none', () => tell('none'))
  .post('/none', async () => tell('none'))
