// The built app on srvx, which puts Node's pair on the request, or on a server that knows nothing but the body.
import { serve } from 'srvx/node'

const { default: app } = await import('./dist/rsc/index.js')
const server = serve({ ...app, port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
console.log(server.url)
