// Patterns of `include` and `exclude` that would select nothing without a word are refused, with the pattern that was meant.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Options, resolveOptions } from '../../transform/options.ts'
import { root as clone } from '../babel/harness.ts'
import { openProject } from './harness.ts'

let root: string
beforeAll(() => {
  mkdirSync(join(clone, '.cache'), { recursive: true })
  root = mkdtempSync(join(clone, '.cache/patterns-'))
  for (const file of [
    'node_modules/mydb/package.json',
    'node_modules/@acme/db/package.json',
    'node_modules/.pnpm/deep@1/node_modules/deep/package.json',
    'node_modules/orders/package.json',
    'packages/linked/package.json',
    'src/orders.ts',
    'src/db/index.ts',
  ]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '{}')
  }
  symlinkSync(join(root, 'node_modules/.pnpm/deep@1/node_modules/deep'), join(root, 'node_modules/deep'))
  symlinkSync(join(root, 'packages/linked'), join(root, 'node_modules/linked'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const refusal = (options: Options): string => {
  try {
    resolveOptions(options, root)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

it.each<[NonNullable<Options['include']>, string]>([
  ['mydb', 'node_modules/mydb/'],
  [['src/', 'mydb/dist'], 'node_modules/mydb/'],
  ['@acme/db', 'node_modules/@acme/db/'],
  [/mydb/, 'node_modules/mydb/'],
  [/^@acme\/db\//, 'node_modules/@acme/db/'],
  ['deep', 'node_modules/deep/'],
])('include: %j names a package, and should be %s', (include, meant) => {
  const said = refusal({ include })
  expect(said).toContain('AFTERWORD_BAD_PLUGIN_OPTION')
  expect(said).toContain(`include: '${meant}'`)
})

it.each([
  ['src/**/*.ts', 'src/'],
  ['node_modules/mydb/**', 'node_modules/mydb/'],
  ['src/{db,mail}/**', 'src/'],
  ['**/*.test.ts', '.test.ts'],
  ['./src/db', 'src/db'],
  ['src\\db', 'src/db'],
])('%j can match no path, and should be %s', (pattern, meant) => {
  expect(refusal({ include: pattern })).toContain(`Write include: '${meant}'`)
  expect(refusal({ exclude: [pattern] })).toContain(`Write exclude: '${meant}'`)
})

it('a path of this machine is one that is relative to the root', () => {
  expect(refusal({ include: join(root, 'src/db') })).toContain("include: 'src/db'")
  expect(refusal({ include: '../other/src' })).toContain(`include: '${join(root, '../other/src')}'`)
})

it.each([
  'src/',
  'db',
  '.ts',
  'nowhere',
  // A file of the project, a folder of it, and a package of the workspace, which lies outside of node_modules.
  'orders',
  'packages',
  'linked',
  'node_modules/',
  'node_modules/mydb/',
  '/elsewhere/',
  'app/[...slug]/',
])('include: %j is taken as it is', (include) => {
  expect(refusal({ include })).toBe('')
  expect(refusal({ exclude: include })).toBe('')
})

it('a program whose package.json includes mydb is not begun; with the pattern that it is told it runs compiled', async () => {
  const project = openProject(
    {
      'main.mjs': `
      import { later } from 'mydb'
      import { after, openScope } from 'afterword'
      const scope = openScope()
      const save = () => { after(() => console.log('saved')) }
      scope.run(() => later(save)).finally(() => scope.close())`,
      'node_modules/mydb/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/mydb/index.js': 'export const later = async (then) => { await null; return then() }',
    },
    { type: 'module', afterword: { include: 'mydb' } },
  )
  const { code, stderr } = await project.try(['main.mjs'])
  expect(code).toBe(1)
  const [, meant] = /include: '([^']+)'/.exec(stderr) ?? []
  project.write('package.json', JSON.stringify({ type: 'module', afterword: { include: meant } }))
  expect(await project.run(['main.mjs'])).toBe('saved\n')
})
