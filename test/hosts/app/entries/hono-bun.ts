import { serveBun, upgradeBun } from './bun-serve.ts'
import { app } from './hono.ts'

serveBun((request, server) =>
  app.fetch(request, { upgrade: (one: Request) => upgradeBun(one, server), server }),
)
