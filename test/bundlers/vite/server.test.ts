// Which environments are compiled, and which packages with them.
import { build, createServer, type InlineConfig, type Rolldown } from 'vite'
import { describe, expect, it } from 'vitest'
import { openProject, type Project } from './project.ts'

const AUDIT = "import { after } from 'afterword'\nexport const audit = () => after(() => {})\n"

const PACKAGE = (name: string) =>
  `{ "name": "${name}", "version": "1.0.0", "type": "module", "exports": "./index.js" }`

/** A package that awaits and then calls back. */
const SLOW = 'export async function slowly(fn) {\n  await null\n  await null\n  return fn()\n}\n'

async function configOf(
  project: Project,
  options: Parameters<Project['plugin']>[0],
  more: InlineConfig = {},
) {
  const plugins = [await project.plugin(options)]
  return {
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    plugins,
    ...more,
  } satisfies InlineConfig
}

describe('the environments', () => {
  it('of servers are compiled, whatever they are called; those of clients are not', async () => {
    using project = openProject({ 'src/audit.ts': AUDIT })
    const environments = { worker: { consumer: 'server' }, panel: { consumer: 'client' } } as const
    const server = await createServer(
      await configOf(project, {}, { environments, server: { middlewareMode: true, ws: false } }),
    )
    try {
      const code: Record<string, string | undefined> = {}
      for (const [name, environment] of Object.entries(server.environments))
        code[name] = (await environment.transformRequest('/src/audit.ts'))?.code
      expect(code.worker).toContain('afterword/compiled')
      expect(code.worker).toContain('"src/audit.ts:2"')
      expect(code.ssr).toContain('afterword/compiled')
      for (const name of ['client', 'panel']) {
        expect(code[name]).toMatch(/=> after\(\(\) => \{/)
        expect(code[name]).not.toContain('afterword/compiled')
      }
    } finally {
      await server.close()
    }
  })

  it.each([
    ['node', 'ssr'],
    ['webworker', 'ssr'],
  ] as const)('of a server for %s get the runtime when it is bundled', async (target, name) => {
    using project = openProject({
      'src/server.ts': `${AUDIT}export { openScope, drainAfter } from 'afterword'\n`,
    })
    const config = await configOf(project, {}, { ssr: { target, noExternal: true } })
    const { output } = (await build({
      ...config,
      build: { [name]: 'src/server.ts', write: false },
    })) as Rolldown.RolldownOutput
    expect(output[0].code).toContain('afterword.register.v1')
    expect(output[0].code).not.toContain('AFTERWORD_IN_BROWSER')
  })
})

describe('include', () => {
  const SERVER = `import { after, openScope } from 'afterword'
import { slowly } from 'slow-lib'

let ran: unknown = null
const record = () => after(() => { ran = 'ran' })
const handle = async () => { await slowly(record) }

/** What became of a request whose call goes through a package. */
export async function request(): Promise<unknown> {
  const scope = openScope({})
  try {
    await scope.run(handle)
  } catch (error) {
    return (error as { code: string }).code
  }
  scope.close('sent')
  await scope.drained
  return ran
}
`
  /** In the dev server, and as a build that runs in a process of its own. */
  async function outcomes(project: Project, options: Parameters<Project['plugin']>[0]) {
    const server = await createServer(
      await configOf(project, options, { appType: 'custom', server: { middlewareMode: true, ws: false } }),
    )
    const found: unknown[] = []
    try {
      const environment = server.environments.ssr as unknown as {
        runner: { import(id: string): Promise<{ request(): Promise<unknown> }> }
      }
      found.push(await (await environment.runner.import('/src/server.ts')).request())
    } finally {
      await server.close()
    }
    await build({ ...(await configOf(project, options)), build: { ssr: 'src/server.ts' } })
    const script = "import('./dist/server.js').then(async ({ request }) => console.log(await request()))"
    found.push((await project.run('--input-type=module', '--eval', script)).output.trim())
    return found
  }

  const files = {
    'src/server.ts': SERVER,
    'node_modules/slow-lib/package.json': PACKAGE('slow-lib'),
    'node_modules/slow-lib/index.js': SLOW,
  }

  it('compiles a package, which then passes the scope on', async () => {
    using project = openProject(files)
    expect(await outcomes(project, { include: 'node_modules/slow-lib/' })).toEqual(['ran', 'ran'])
  })

  it('does so where the package cannot see ours: a strict node_modules', async () => {
    const { 'src/server.ts': server } = files
    using project = openProject({
      'src/server.ts': server,
      '../store/node_modules/slow-lib/package.json': PACKAGE('slow-lib'),
      '../store/node_modules/slow-lib/index.js': SLOW,
    })
    project.link('../store/node_modules/slow-lib', 'node_modules/slow-lib')
    expect(await outcomes(project, { include: ['node_modules/slow-lib/'] })).toEqual(['ran', 'ran'])
  })

  const packaged = (name: string) => ({
    'src/server.ts': SERVER.replace('slow-lib', name),
    [`node_modules/${name}/package.json`]: PACKAGE(name),
    [`node_modules/${name}/index.js`]: SLOW,
  })

  it.each(['node_modules/@acme/', 'node_modules/@acme'])(
    'compiles all packages of a scope: %s',
    async (include) => {
      using project = openProject(packaged('@acme/slow'))
      expect(await outcomes(project, { include })).toEqual(['ran', 'ran'])
    },
  )

  it('is not needed for what of a framework awaits, if package.json names the framework, and can be switched off', async () => {
    using project = openProject({
      ...packaged('@trpc/server'),
      'package.json': '{ "type": "module", "dependencies": { "@trpc/server": "1" } }',
    })
    expect(await outcomes(project, {})).toEqual(['ran', 'ran'])
    expect(await outcomes(project, { presets: false })).toEqual(['AFTERWORD_NO_SCOPE', 'AFTERWORD_NO_SCOPE'])
  })

  it("is not needed if a plugin of Vite is the framework's", async () => {
    using project = openProject(packaged('astro'))
    const found: unknown[] = []
    for (const name of ['astro:build', 'acme:build']) {
      const plugins = [Promise.resolve([await project.plugin(), { name }])]
      const config = await configOf(project, {}, { plugins, build: { ssr: 'src/server.ts' } })
      await build(config)
      const script = "import('./dist/server.js').then(async ({ request }) => console.log(await request()))"
      found.push((await project.run('--input-type=module', '--eval', script)).output.trim())
    }
    expect(found).toEqual(['ran', 'AFTERWORD_NO_SCOPE'])
  })

  it('is what it takes: without it the call has no scope, and says so', async () => {
    using project = openProject(files)
    expect(await outcomes(project, {})).toEqual(['AFTERWORD_NO_SCOPE', 'AFTERWORD_NO_SCOPE'])
  })

  it('by a regular expression compiles what the configuration does not leave to Node', async () => {
    using project = openProject(files)
    const include = /node_modules\/slow-lib\//
    expect(await outcomes(project, { include })).toEqual(['AFTERWORD_NO_SCOPE', 'AFTERWORD_NO_SCOPE'])
  })

  it('takes names with a scope, and keeps what the configuration says', async () => {
    using project = openProject({})
    const include = ['node_modules/@acme/kit/dist', 'src/', /node_modules\/other\//, 'node_modules/']
    const config = await configOf(
      project,
      { include },
      { ssr: { noExternal: ['mine'] }, server: { middlewareMode: true, ws: false } },
    )
    const server = await createServer(config)
    await server.close()
    const { ssr, client } = server.config.environments
    expect(ssr?.resolve.noExternal).toEqual(expect.arrayContaining(['mine', '@acme/kit']))
    expect(ssr?.resolve.noExternal).toHaveLength(2)
    expect(ssr?.optimizeDeps.exclude).toContain('@acme/kit')
    expect(client?.resolve.noExternal).toEqual([])
  })
})

it('a syntax error stops the build with file, line and frame, once', async () => {
  using project = openProject({
    'src/server.ts': `${AUDIT}export const price: number = = 1\n`,
    'vite.config.js': "import afterword from 'afterword/vite'\nexport default { plugins: [afterword()] }\n",
  })
  const { code, output } = await project.run(
    'node_modules/vite/bin/vite.js',
    'build',
    '--ssr',
    'src/server.ts',
  )
  expect(code).toBe(1)
  expect(output).toContain('src/server.ts:3:30: Unexpected token')
  expect(output.split('> 3 | export const price: number = = 1')).toHaveLength(2)
})

describe('a wrong option', () => {
  it('stops Vite when it starts, with one message', async () => {
    using project = openProject({
      'vite.config.js':
        "import afterword from 'afterword/vite'\nexport default { plugins: [afterword({ inclde: 'src' })] }\n",
    })
    const { code, output } = await project.run('node_modules/vite/bin/vite.js', 'build')
    expect(code).toBe(1)
    expect(output.split('There is no option "inclde"')).toHaveLength(2)
    expect(output).toContain('AFTERWORD_BAD_PLUGIN_OPTION')
    expect(output).toContain('Options are: include, exclude')
  })
})
