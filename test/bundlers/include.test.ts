// A package between the entry and the after(): left alone it loses the scope behind its await, named by `include` it hands it on.

import { mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Bundler, openProject, type Project, visit } from './harness.ts'

const OPTION = "{ include: 'node_modules/waiter/' }"

describe.concurrent.each<[Bundler, string]>([
  ['rollup', 'rollup.config.js'],
  ['rolldown', 'rolldown.config.js'],
  ['webpack', 'webpack.config.js'],
  ['rspack', 'rspack.config.js'],
  ['esbuild', 'build.js'],
  ['bun', 'build.js'],
  ['farm', 'farm.config.js'],
])('%s', (bundler, config) => {
  test.each([
    ['left alone', '{}'],
    ['named', OPTION],
  ])('a package, %s', async (_name, option) => {
    const named = option === OPTION
    const project = openProject(bundler)
    addPackage(project)
    project.edit(config, 'afterword()', `afterword(${option})`)
    expect((await project.build()).code).toBe(0)
    const { bodies, finished } = await visit(project, ['out/main.js'])
    const legacy = Object.keys(bodies).filter((id) => id.startsWith('legacy'))
    const heard = finished.flatMap(({ what, id }) => (what === 'waited' ? [id] : []))
    expect(heard.sort()).toEqual(named ? legacy.sort() : [])
    for (const id of legacy)
      expect(bodies[id]).toMatch(named ? /^legacy of/ : /AFTERWORD_NO_SCOPE: after\(\) at src\/waited\.ts:5 /)
  })
})

/** It calls by name, later, what it was given: nothing but the register can know for whom. */
const WAITER = `export async function wait(fn) {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return fn()
}
`

const WAITED = `import { after, headers } from 'afterword'
import { note } from './journal.ts'

export function waited(): void {
  after((info) => note('waited', headers().get('x-id') ?? '', info))
}
`

function addPackage(project: Project): void {
  mkdirSync(project.path('node_modules/waiter'), { recursive: true })
  const manifest = { name: 'waiter', type: 'module', exports: './index.js' }
  project.write('node_modules/waiter/package.json', JSON.stringify(manifest))
  project.write('node_modules/waiter/index.js', WAITER)
  project.write('src/waited.ts', WAITED)
  project.edit('src/app.ts', /^/, "import { wait } from 'waiter'\nimport { waited } from './waited.ts'\n")
  project.edit('src/app.ts', /legacy: .*?\}\),/s, 'legacy: () => wait(waited),')
}
