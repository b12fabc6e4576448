/**
 * The page `/_after` in Vite's own server, and a dock of Vite's devtools where those are installed. Nothing is followed until somebody opens
 * it.
 */
import type { Plugin } from 'vite'
import type { DevtoolsOptions } from '../../runtime/devtools/index.ts'

/** What `@vitejs/devtools` calls in each plugin. Its own types are in a package that most do not have. */
interface Docked extends Plugin {
  devtools?: { setup(context: { docks: { register(entry: Dock): unknown } }): void }
}

interface Dock {
  id: string
  title: string
  icon: string
  type: 'iframe'
  url: string
}

/** A response, and what comes behind it. In the colour of the text around it is not to be had: it is loaded as a picture. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="3" stroke-linecap="round"><path stroke="#8a8a82" d="M3 6h10"/><path stroke="#2f6fd0" d="M13 12h8M13 18h5"/></svg>',
)}`

/** `false`: there is none. */
export function devtools(given: boolean | DevtoolsOptions = true): Docked {
  const name = 'afterword:devtools'
  // Tests have such a server too, and nobody who looks at it.
  if (given === false || process.env.VITEST) return { name }
  const options = given === true ? {} : given
  const { path = '/_after' } = options
  return {
    name,
    apply: 'serve',
    async configureServer({ config, middlewares }) {
      const { open } = await import('../../runtime/devtools/index.ts')
      const editor = `${config.base}__open-in-editor?file={file}:{line}`
      middlewares.use(open({ root: config.root, editor, ...options }, { isFramed: true }))
    },
    devtools: {
      setup({ docks }) {
        docks.register({
          id: 'afterword',
          title: 'After the response',
          icon: ICON,
          type: 'iframe',
          url: path,
        })
      },
    },
  }
}
