// Options stand in package.json, in the field "afterword".
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { imported, openProject, probe, required } from './harness.ts'
import { findVersions } from './versions.ts'

const main = `${probe(imported)}console.log(await compiled())\n`
const nodes = findVersions(['20', '24'])

it.each([
  ['of no such name', { includ: 'src' }, /There is no option "includ"\. \(AFTERWORD_BAD_PLUGIN_OPTION\)/],
  ['of the wrong kind', { sites: 'yes' }, /The option "sites" is "yes"\./],
  ['that are a list', ['src'], /The options must be an object, not \["src"\]\./],
])('options %s stop the program with one message', async (_what, afterword, message) => {
  const project = openProject({ 'main.mjs': main }, { type: 'module', afterword })
  const { code, stdout, stderr } = await project.try(['main.mjs'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).toContain(project.path('package.json'))
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(stderr.split('\n')).toHaveLength(4)
})

it('a package.json that is none is named', async () => {
  const project = openProject({ 'src/main.mjs': main })
  project.write('package.json', '{ "type": ')
  const { code, stderr } = await project.try(['src/main.mjs'])
  expect(code).toBe(1)
  expect(stderr).toContain(project.path('package.json'))
})

it('include and exclude choose files', async () => {
  const project = openProject(
    { 'a/main.mjs': main, 'b/main.mjs': main, 'b/not.mjs': main },
    { type: 'module', afterword: { include: ['b/'], exclude: ['not'] } },
  )
  expect(await project.run(['a/main.mjs'])).toBe('false\n')
  expect(await project.run(['b/main.mjs'])).toBe('true\n')
  expect(await project.run(['b/not.mjs'])).toBe('false\n')
})

it('names of files are relative to the package.json of the working directory', async () => {
  const project = openProject({
    'src/main.mjs': `
      import { after, openScope } from 'afterword'
      const scope = openScope()
      scope.run(() => after(({ name }) => console.log(name)))
      scope.close()
      await scope.drained`,
  })
  expect(await project.run(['src/main.mjs'])).toBe('src/main.mjs:4\n')
})

it.each(nodes)(
  'include names packages, also where afterword does not lie beside them (Node %s)',
  async (_version, node) => {
    const project = openProject(
      {
        'main.mjs': `
        import { later } from 'lib'
        import { createRequire } from 'node:module'
        import { currentScope, openScope } from 'afterword'
        const scope = openScope()
        const seen = await scope.run(() => later(async () => { await null; return currentScope() }))
        const old = createRequire(import.meta.url)('old')
        console.log(seen === scope, await scope.run(() => old.later(() => currentScope())) === scope)`,
      },
      { type: 'module', afterword: { include: 'node_modules/' } },
    )
    // As pnpm lays them out: elsewhere, with nothing beside them but what they ask for.
    const store = openProject({
      '.pnpm/lib@1/node_modules/lib/package.json':
        '{ "name": "lib", "type": "module", "exports": "./lib.js" }',
      '.pnpm/lib@1/node_modules/lib/lib.js':
        'export const later = async (then) => { await null; return then() }',
      '.pnpm/old@1/node_modules/old/package.json': '{ "name": "old" }',
      '.pnpm/old@1/node_modules/old/index.js':
        'exports.later = async (then) => { await null; return then() }',
    })
    // Outside of the repository, so that nothing above it is called afterword.
    const elsewhere = mkdtempSync(`${tmpdir()}/afterword-`)
    try {
      cpSync(store.path('.pnpm'), `${elsewhere}/node_modules/.pnpm`, { recursive: true })
      for (const name of ['lib', 'old'])
        symlinkSync(
          `${elsewhere}/node_modules/.pnpm/${name}@1/node_modules/${name}`,
          project.path(`node_modules/${name}`),
        )
      expect(await project.run(['main.mjs'], { node })).toBe('true true\n')
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
  },
)

it('without a package.json everything of the working directory is compiled', async () => {
  const project = openProject(
    { 'main.cjs': `${probe(required)}compiled().then((own) => console.log(own))` },
    {},
  )
  expect(await project.run(['main.cjs'])).toBe('true\n')
})
