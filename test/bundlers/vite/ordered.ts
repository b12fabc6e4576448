// A server of one route with one task, and what serves it in development: for the tests of the page `/_after`.
import type { Plugin } from 'vite'

/** `src/app.ts` */
export const APP = `import { after } from 'afterword'
import { withAfter } from 'afterword/node'
export default withAfter((req, res) => {
  after(() => {}, { name: 'mail' })
  res.end('ordered')
})
`

/** What a framework does: asks Vite for the server's module at each request below a path. */
export const framework = (path = '/'): Plugin => ({
  name: 'framework',
  configureServer: (server) => () => {
    server.middlewares.use(path, async (req, res) => {
      const { default: app } = await server.ssrLoadModule('/src/app.ts')
      app(req, res)
    })
  },
})
