// Who is first? Afterword must see the program before async functions are lowered, and the bundler's plugins have an order.

import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../babel/harness.ts'
import { expectAnswers } from './answers.ts'
import { openProject, type Project, visit } from './harness.ts'

test.concurrent('rollup: behind a plugin that lowers, in the list, it is first all the same', async () => {
  const project = openProject('rollup')
  project.edit('rollup.config.js', /afterword\(\), (.*), commonjs/, '$1, commonjs')
  project.edit('rollup.config.js', 'minify: production', "target: 'es2016'")
  project.edit('rollup.config.js', 'commonjs({ esmExternals: true })', 'commonjs(), afterword()')
  const { code, stdout, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout + stderr).not.toContain('AFTERWORD_')
  expect(project.read('out/main.js')).toMatch(/__async\b/)
  expectAnswers(project, await visit(project, ['out/main.js']))
})

/** @rollup/plugin-typescript compiles where files are loaded: nobody can come before it. */
function withTypeScript(target: string): Project {
  const project = openProject('rollup')
  // It needs the compiler's own API, which TypeScript 7 does not have.
  const modules = project.path('node_modules')
  mkdirSync(join(modules, '@rollup'), { recursive: true })
  const plugin = '@rollup/plugin-typescript'
  cpSync(join(root, 'node_modules', plugin), join(modules, plugin), { recursive: true })
  symlinkSync(join(root, 'node_modules/typescript6'), join(modules, 'typescript'))
  project.edit('tsconfig.json', '"target": "es2022"', `"target": "${target}", "sourceMap": true`)
  project.edit('tsconfig.json', '"noEmit": true', '"noEmit": false, "rewriteRelativeImportExtensions": false')
  project.edit(
    'rollup.config.js',
    "import esbuild from 'rollup-plugin-esbuild'",
    `import typescript from '${plugin}'`,
  )
  project.edit('rollup.config.js', /esbuild\(.*?\)/, 'typescript()')
  return project
}

test.concurrent('rollup: @rollup/plugin-typescript keeps async functions from es2018 on', async () => {
  const project = withTypeScript('es2018')
  const { code, stdout, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout + stderr).not.toContain('AFTERWORD_')
  const { finished, lost } = await visit(project, ['out/main.js'])
  expect(lost).toEqual([])
  expect(finished.filter(({ id, heard, late }) => heard !== id || !late)).toEqual([])
})

test.concurrent('rollup: @rollup/plugin-typescript with a lower target is reported', async () => {
  const project = withTypeScript('es2016')
  const { code, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stderr).toContain('AFTERWORD_ALREADY_LOWERED at src/middle.ts:')
  expect(stderr).toContain("raise the tool's target")
})

test.concurrent('esbuild: behind a plugin that loads the same files it never sees them, and after() says so', async () => {
  const project = openProject('esbuild')
  const loader = `{
    name: 'loader',
    setup: (build) =>
      build.onLoad({ filter: /audit\\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'ts' })),
  }`
  project.edit('build.js', 'plugins: [', `plugins: [${loader}, `)
  project.edit('build.js', /^/, "import { readFileSync } from 'node:fs'\n")
  const { code, stderr } = await project.build()
  expect(code).toBe(0)
  expect(stderr.match(/AFTERWORD_\w+/g)).toEqual(['AFTERWORD_NOT_FIRST'])
  expect(stderr).toContain('Another plugin loads src/audit.ts before afterword() sees it.')
  expect(stderr).toContain('List afterword() first: plugins: [afterword(), loader]')
  const { bodies } = await visit(project, ['--enable-source-maps', 'out/main.js'])
  expect(bodies['checkout-0']).toContain('AFTERWORD_NO_SCOPE: after() at ')
  expect(bodies['checkout-0']).toContain('was not compiled')
})

test.concurrent('esbuild: behind a plugin that loads other files nothing is said', async () => {
  const project = openProject('esbuild')
  const loader = `{ name: 'css', setup: (build) => build.onLoad({ filter: /\\.css$/ }, () => ({ contents: '' })) }`
  project.edit('build.js', 'plugins: [', `plugins: [${loader}, `)
  expect(await project.build()).toMatchObject({ code: 0, stderr: '' })
})

const WORKER = `import { after } from 'afterword'
export { drainAfter } from 'afterword'
export default { fetch: async () => { after(() => {}); return new Response('') } }
`

test.concurrent.each([
  ['as for a browser is reported', '', ['AFTERWORD_BROWSER_BUILD']],
  [
    'by the conditions that the report names is a server',
    ", conditions: ['workerd', 'worker', 'browser']",
    null,
  ],
])('esbuild: a Worker that is bundled %s', async (_name, conditions, codes) => {
  const project = openProject('esbuild', { 'src/main.ts': WORKER })
  project.edit('build.js', "platform: 'node'", `platform: 'browser'${conditions}`)
  const { code, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stderr.match(/AFTERWORD_\w+/g)).toEqual(codes)
  if (codes) expect(stderr).toContain("conditions: ['workerd', 'worker', 'browser']")
  expect(project.read('out/main.js').includes('afterword.register.v1')).toBe(true)
})

test.concurrent('rolldown: a Worker that is bundled as for a browser is reported, and by the named conditions is a server', async () => {
  const project = openProject('rolldown', { 'src/main.ts': WORKER })
  project.edit('rolldown.config.js', "platform: 'node'", "platform: 'browser'")
  const first = await project.build()
  expect((first.stdout + first.stderr).match(/AFTERWORD_\w+/g)).toEqual(['AFTERWORD_BROWSER_BUILD'])
  const [option] = /resolve: \{ conditionNames: .*? \}/.exec(first.stdout + first.stderr) ?? ['']
  project.edit('rolldown.config.js', "platform: 'browser'", `platform: 'browser', ${option}`)
  const second = await project.build()
  expect(second.stdout + second.stderr).not.toContain('AFTERWORD_')
  expect(project.read('out/main.js')).toContain('drainAfter')
  expect(project.read('out/main.js')).not.toContain('AFTERWORD_IN_BROWSER')
})

const BROWSER_BUILDS: [
  'webpack' | 'rspack' | 'bun',
  file: string,
  from: RegExp,
  to: string,
  server: string,
][] = [
  ['webpack', 'webpack.config.js', /target: 'node20'/, "target: 'web'", "target: 'webworker'"],
  ['rspack', 'rspack.config.js', /target: '\w+'/, "target: 'web'", "target: 'webworker'"],
  ['bun', 'build.js', /target: 'node'/, "target: 'browser'", "conditions: ['workerd', 'worker']"],
  ['bun', 'build.js', /target: 'node',/, '', "target: 'bun',"],
]

test.concurrent.each(BROWSER_BUILDS)(
  '%s: a Worker that is bundled as for a browser is reported once, and by the named option is a server (%s, %s, %s)',
  async (bundler, file, from, to, server) => {
    const files = { 'src/main.ts': WORKER, 'src/more.ts': WORKER }
    const project = openProject(bundler, files)
    project.edit('src/main.ts', /^/, "export { default as more } from './more.ts'\n")
    const config = project.read(file)
    project.edit(file, from, to)
    const first = await project.build()
    const said = first.stdout + first.stderr
    expect({ code: first.code, codes: said.match(/AFTERWORD_\w+/g) }).toEqual({
      code: 0,
      codes: ['AFTERWORD_BROWSER_BUILD'],
    })
    expect(said).toMatch(/This build gives src\/(?:main|more)\.ts what a browser gets/)
    expect(said).toContain(/conditions.*\]|'\w+'/.exec(server)?.[0])
    project.write(file, config)
    project.edit(file, from, server)
    const second = await project.build()
    expect({ code: second.code, said: second.stdout + second.stderr }).toMatchObject({
      code: 0,
      said: expect.not.stringContaining('AFTERWORD_'),
    })
    expect(project.readAll('out')).not.toContain('AFTERWORD_IN_BROWSER')
  },
)

test.concurrent('bun: behind a plugin that loads the entry it says so', async () => {
  const project = openProject('bun')
  const loader = `{
    name: 'loader',
    setup: (build) =>
      build.onLoad({ filter: /main\\.ts$/ }, async ({ path }) => ({ contents: await Bun.file(path).text(), loader: 'ts' })),
  }`
  project.edit('build.js', 'plugins: [', `plugins: [${loader}, `)
  const { code, stderr } = await project.build()
  expect(code).toBe(0)
  expect(stderr).toContain(
    'Another plugin loads src/main.ts before afterword() sees it. (AFTERWORD_NOT_FIRST)',
  )
})

const PLAIN = `import { after, cookies, headers } from 'afterword'
import { withAfter } from 'afterword/node'
export const serve = withAfter(async (req, res) => {
  after(async () => console.log((await headers()).get('x-id'), cookies().get('id')))
  res.end()
})
`

test.concurrent.each([
  ['outside', '[/^node:/, /^afterword/]'],
  ['unresolved', '[/^node:/]'],
])('rollup: names of afterword that stay %s are no reason to warn', async (_name, external) => {
  const project = openProject('rollup', { 'src/main.js': PLAIN })
  project.write(
    'rollup.config.js',
    `import afterword from 'afterword/rollup'
export default { input: 'src/main.js', plugins: [afterword()], external: ${external}, output: { dir: 'out' } }
`,
  )
  const { code, stdout, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout + stderr).not.toMatch(/unused|unresolved|warning|\(!\)/i)
})
