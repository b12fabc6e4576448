// Vite in middleware mode, behind one's own server: how frameworks run it.
import { createServer } from 'node:http'
import { createServer as createVite } from 'vite'

const vite = await createVite({ appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false } })
const paths = ['/order', '/journal', '/boom']

const server = createServer(async (req, res) => {
  if (!paths.includes(req.url?.split('?')[0] ?? '')) return vite.middlewares(req, res)
  try {
    const { listener } = await vite.environments.ssr.runner.import('/src/server.ts')
    await listener(req, res)
  } catch (error) {
    res.statusCode = 500
    res.end(error.stack)
  }
})
server.listen(0, () => console.log(`http://localhost:${server.address().port}`))
