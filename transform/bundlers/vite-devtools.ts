/** The page `/_after` in Vite's own server. Nothing is followed until somebody opens it. */
import type { Plugin } from 'vite'
import type { DevtoolsOptions } from '../../runtime/devtools/index.ts'

/** `false`: there is none, as for an application that has such a page of its own. */
export function devtools(given: boolean | DevtoolsOptions = true): Plugin {
  return {
    name: 'afterword:devtools',
    apply: 'serve',
    async configureServer({ config, middlewares }) {
      // Tests have such a server too, and nobody who looks at it.
      if (given === false || process.env.VITEST) return
      const { open } = await import('../../runtime/devtools/index.ts')
      const editor = `${config.base}__open-in-editor?file={file}:{line}`
      middlewares.use(open({ root: config.root, editor, ...(given === true ? {} : given) }))
    },
  }
}
