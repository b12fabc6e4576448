// What a framework's preset is for: without it nothing more is compiled, the build says nothing, and what the framework awaits loses the request.
import { expect, test, vi } from 'vitest'
import type { App } from './app.ts'
import { astro } from './columns/astro.ts'
import { solidStart } from './columns/solid-start.ts'
import { svelteKit } from './columns/sveltekit.ts'
import { tanStackStart } from './columns/tanstack-start.ts'
import { install, Project } from './project.ts'

vi.setConfig({ testTimeout: 240_000 })

const apps: [App, config: string][] = [
  [svelteKit, 'vite.config.ts'],
  [tanStackStart, 'vite.config.ts'],
  [astro, 'astro.config.mjs'],
  [solidStart, 'vite.config.ts'],
]

const tests = apps.map(([app, config]): [string, App, string] => [app.name, app, config])

test.skipIf(process.env.AFTERWORD_FULL !== '1').each(tests)(
  '%s with `presets: false` (with --full)',
  async (_, app, config) => {
    const { folder, missing } = await install(app)
    if (missing) throw new Error(missing)
    const project = new Project(app, folder)
    try {
      project.edit(config, 'afterword()', 'afterword({ presets: false })')
      // Some write a page while they build, and stop where it fails.
      const { code, said: built } = await project.build()
      let said = built
      if (code === 0) {
        const server = await project.serve('start')
        const { body } = await server.read('/page/plain', { id: 'plain' })
        await server.stop()
        said += server.said() + body
      }
      expect(said).not.toContain('afterword: compiles')
      expect(said).toContain('AFTERWORD_NO_SCOPE')
    } finally {
      project.remove()
    }
  },
)
