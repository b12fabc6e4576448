import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { echoUpgrades, ready } from '../process.ts'
import { app } from './hono.ts'

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port))
echoUpgrades(server as Server)
