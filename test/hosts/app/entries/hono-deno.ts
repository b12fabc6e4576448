import { serveDeno, upgradeDeno } from './deno-serve.ts'
import { app } from './hono.ts'

// As Deno calls it: what it tells of the request is Hono's c.env.
serveDeno((request, info) => app.fetch(request, Object.assign(info, { upgrade: upgradeDeno })))
