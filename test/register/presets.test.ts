// What of a framework awaits is compiled without `include`, if package.json names the framework.
import { expect, it } from 'vitest'
import { openProject } from './harness.ts'

const open = (manifest: object) =>
  openProject(
    {
      'main.mjs': `import { after, openScope } from 'afterword'
import { later } from '@trpc/server'
const save = () => { after(() => console.log('saved')) }
const scope = openScope()
await scope.run(() => later(save)).catch((error) => console.log(error.code))
scope.close()
`,
      'node_modules/@trpc/server/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/@trpc/server/index.js':
        'export const later = async (fn) => { await null; return fn() }\n',
    },
    { type: 'module', ...manifest },
  )

const dependencies = { '@trpc/server': '*' }

it('says so, once, on stderr', async () => {
  expect(await open({ dependencies }).try(['main.mjs'])).toEqual({
    stdout: 'saved\n',
    stderr: 'afterword: compiles @trpc/server as well\n',
    code: 0,
  })
})

it('as a devDependency too', async () => {
  const { stdout } = await open({ devDependencies: dependencies }).try(['main.mjs'])
  expect(stdout).toBe('saved\n')
})

it.each<[what: string, manifest: object]>([
  ['a project that does not name it', {}],
  ['presets: false', { dependencies, afterword: { presets: false } }],
])('not so: %s', async (_what, manifest) => {
  expect(await open(manifest).run(['main.mjs'])).toBe('AFTERWORD_NO_SCOPE\n')
})
