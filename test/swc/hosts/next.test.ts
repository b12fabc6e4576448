// A minimal app, built by Next with each of its bundlers. What it answers over HTTP is another matter.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openProject, type Project, testBuilt } from './project.ts'

// A build takes half a minute, on a busy machine a few, and the first time npm installs Next.
vi.setConfig({ testTimeout: 400_000 })

/** A build costs half a minute of two processors: all four are for a full run. */
const testFull = process.env.AFTERWORD_FULL === '1' ? testBuilt : test.skip

const builds = [
  { version: '16.4.6', bundler: 'turbopack', layers: ['tools/next'], always: true },
  { version: '16.4.6', bundler: 'webpack', layers: ['tools/next'] },
  { version: '16.3.8', bundler: 'turbopack', layers: ['tools/next', 'tools/next-16.3'] },
  { version: '16.3.8', bundler: 'webpack', layers: ['tools/next', 'tools/next-16.3'] },
]

const RUNTIME = 'afterword.register.v1'
const route = readFileSync(join(import.meta.dirname, 'tools/next/app/api/route.ts'), 'utf8')
const line = 1 + route.split('\n').findIndex((text) => text.includes('after(() =>'))

for (const { version, bundler, layers, always } of builds) {
  const testBuild = always ? testBuilt : testFull
  testBuild(`Next ${version}, ${bundler}`, async (context) => {
    const install = `next-${version}`
    const project = await openProject(context, `${install} with ${bundler}`, { layers, install })
    const { code, said } = await next(project, `--${bundler}`)
    expect(said).toContain(`Next.js ${version} (${bundler === 'webpack' ? 'webpack' : 'Turbopack'})`)
    expect(said).toContain('Compiled successfully')
    expect(code).toBe(0)

    const server = readAll(project, '.next/server')
    expect(server).toContain(RUNTIME)
    // Turbopack writes what tells the place into the call.
    expect(server).toContain(`"app/api/route.ts:${line}"`)

    const client = readAll(project, '.next/static')
    expect(client).toContain('"Order "')
    expect(client).not.toContain(RUNTIME)

    if (!always) return
    const config = project.read('next.config.mjs').replace('swc.wasm', 'swc-1.15.wasm')
    project.write('next.config.mjs', config)
    const wrong = await next(project, `--${bundler}`)
    expect(wrong.said).toContain('Failed to execute SWC plugin')
    expect(wrong.code).toBe(1)
  })
}

function next(project: Project, bundler: string) {
  const env = { NEXT_TELEMETRY_DISABLED: '1' }
  return project.node('next/dist/bin/next', ['build', bundler], env)
}

function readAll(project: Project, folder: string): string {
  const files = globSync(`${folder}/**/*.js`, { cwd: project.folder })
  return files.map((file) => project.read(file)).join('\n')
}
