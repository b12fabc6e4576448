// What a framework's preset is for: without it nothing more is compiled, the build says nothing, and what the framework awaits loses the request.
import { expect, test, vi } from 'vitest'
import type { App } from './app.ts'
import { astro } from './columns/astro.ts'
import { nuxt } from './columns/nuxt.ts'
import { solidStart } from './columns/solid-start.ts'
import { svelteKit } from './columns/sveltekit.ts'
import { tanStackStart } from './columns/tanstack-start.ts'
import { install, Project } from './project.ts'

vi.setConfig({ testTimeout: 240_000 })

const PLUGIN = ['afterword()', 'afterword({ presets: false })'] as const

const apps: [App, config: string, from: string, to: string][] = [
  [svelteKit, 'vite.config.ts', ...PLUGIN],
  [tanStackStart, 'vite.config.ts', ...PLUGIN],
  [astro, 'astro.config.mjs', ...PLUGIN],
  [solidStart, 'vite.config.ts', ...PLUGIN],
  [
    nuxt,
    'nuxt.config.ts',
    "modules: ['afterword/nuxt']",
    "modules: [['afterword/nuxt', { presets: false }]]",
  ],
]

const tests = apps.map(([app, ...edit]) => [app.name, app, edit] as const)

test.skipIf(process.env.AFTERWORD_FULL !== '1').each(tests)(
  '%s with `presets: false` (with --full)',
  async (_, app, edit) => {
    const { folder, missing } = await install(app)
    if (missing) throw new Error(missing)
    const project = new Project(app, folder)
    try {
      project.edit(...edit)
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
