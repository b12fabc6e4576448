import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listener } from './server.ts'

const server = createServer(listener).listen(0, () =>
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`),
)
