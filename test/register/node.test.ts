// Nothing of Node changes under the register: what it gives to files, its threads and processes, its test runner, tools that hook in.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { imported, openProject, probe, register, required } from './harness.ts'
import { findVersions } from './versions.ts'

const nodes = findVersions(['20', '24'])
// Node 20 says that modules of JSON are experimental.
const env = { NODE_NO_WARNINGS: '1' }

it.each(nodes)('files see themselves as without the register (Node %s)', async (_version, node) => {
  const project = openProject({
    'main.mjs': `
      import { isMain, seen } from './seen.cjs'
      import data from './data.json' with { type: 'json' }
      import number from 'data:text/javascript,export default await (async () => { await null; return 1 })()'
      const run = async (one, ...more) => { await null; run() }
      const { url, filename, dirname, main } = import.meta
      console.log(JSON.stringify([url, filename, dirname, main, data, number, isMain, run.name, run.length]))
      console.log(JSON.stringify([seen(), process.argv, import.meta.resolve('./data.json')]))`,
    'data.json': '{ "a": 1 }',
    'seen.cjs': `
      const helper = () => [1].map(() => helper.name)
      exports.isMain = require.main === module
      exports.seen = () => [__filename, __dirname, module.id, module.filename, module.paths, typeof require.cache[__filename],
        helper(), require.resolve('./data.json'), require('./data.json'), Object.keys(require.extensions)]
      if (exports.isMain) console.log(JSON.stringify([exports.seen(), this === exports, arguments.length]))`,
  })
  for (const file of ['main.mjs', 'seen.cjs']) {
    const plain = await project.plain(['--import', 'data:text/javascript,', file], { node, env })
    expect(plain).toMatchObject({ code: 0, stderr: '' })
    expect(plain.stdout).toContain(project.directory)
    expect(await project.run([file], { node, env })).toBe(plain.stdout)
  }
})

it.each(nodes)('workers and forked processes compile what they load (Node %s)', async (_version, node) => {
  const project = openProject({
    'main.mjs': `
      import { fork } from 'node:child_process'
      import { Worker } from 'node:worker_threads'
      const worker = new Worker(new URL('./worker.mjs', import.meta.url))
      worker.on('message', (own) => console.log('worker', own))
      worker.on('exit', () => fork(new URL('./child.cjs', import.meta.url)))`,
    'worker.mjs': `
      ${probe(imported)}
      import { parentPort } from 'node:worker_threads'
      parentPort.postMessage(await compiled())`,
    'child.cjs': `${probe(required)}compiled().then((own) => console.log('child', own))`,
  })
  expect(await project.run(['main.mjs'], { node })).toBe('worker true\nchild true\n')
})

it('node --test compiles tests and what they mock', async () => {
  const project = openProject({
    'own.test.mjs': `
      ${probe(imported)}
      import assert from 'node:assert/strict'
      import { mock, test } from 'node:test'
      test('own', async () => assert.equal(await compiled(), true))
      test('mocked', async () => {
        mock.module('./clock.mjs', { namedExports: { now: () => 'mocked' } })
        const { tell } = await import('./tell.mjs')
        assert.equal(await tell(), 'mocked')
      })`,
    'clock.mjs': `export const now = () => 'real'`,
    'tell.mjs': `import { now } from './clock.mjs'\nexport const tell = async () => { await null; return now() }`,
  })
  const { code, stdout } = await project.try([
    '--experimental-test-module-mocks',
    '--test',
    '--test-reporter=tap',
  ])
  expect(stdout).toContain('# pass 2')
  expect(code).toBe(0)
})

it('node --watch runs the changed file, compiled', async () => {
  const project = openProject({ 'main.mjs': `${probe(imported)}console.log('first', await compiled())` })
  const child = spawn(process.execPath, [...register, '--watch', 'main.mjs'], { cwd: project.directory })
  try {
    let output = ''
    const until = async (text: string): Promise<void> => {
      while (!output.includes(text)) output += String((await once(child.stdout, 'data'))[0])
    }
    await until('first true')
    project.write('main.mjs', project.read('main.mjs').replace('first', 'second'))
    await until('second true')
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})

it('hooks of other tools run before and after: require.extensions, _compile, load hooks', async () => {
  const replace = (from: string, to: string): string => `String(source).replaceAll('${from}', '${to}')`
  const project = openProject({
    'pirate.cjs': `
      const Module = require('node:module')
      const js = Module._extensions['.js']
      Module._extensions['.js'] = (module, filename) => {
        const compile = module._compile
        module._compile = function (source, ...rest) { return compile.call(this, ${replace('PIRATE', 'true')}, ...rest) }
        return js(module, filename)
      }
      const fs = require('node:fs')
      Module._extensions['.odd'] = (module, filename) => module._compile(fs.readFileSync(filename, 'utf8'), filename)`,
    'loader.mjs': `
      import { registerHooks } from 'node:module'
      registerHooks({
        load(url, context, next) {
          const { source, ...rest } = next(url, context)
          return source && url.endsWith('.mjs') ? { ...rest, source: ${replace('LOADER', 'true')} } : { source, ...rest }
        },
      })`,
    'main.mjs': `
      ${probe(imported)}
      import pirate from './pirated/a.js'
      console.log(LOADER, await compiled(), ...(await Promise.all(pirate)))`,
    'pirated/package.json': '{}',
    'pirated/a.js': `${probe(required)}module.exports = [PIRATE, compiled(), require('./b.odd'), require('./c.js')]`,
    'pirated/b.odd': `${probe(required)}module.exports = compiled()`,
    'pirated/c.js': `${probe(required)}module.exports = compiled()`,
  })
  const before = ['--import', './loader.mjs', '--require', './pirate.cjs', ...register, 'main.mjs']
  expect(await project.plain(before)).toMatchObject({
    stdout: 'true true true true false true\n',
    stderr: '',
  })
  const after = ['--import', './loader.mjs', '--require', './pirate.cjs', 'main.mjs']
  expect(await project.run(after)).toBe('true true true true false true\n')
})

it.each(nodes)(
  'a tool that reads and compiles what is required by itself hands its result over (Node %s)',
  async (_version, node) => {
    const project = openProject(
      {
        'tool.cjs': `
        const { readFileSync } = require('node:fs')
        require('node:module')._extensions['.js'] = (module, filename) =>
          module._compile(readFileSync(filename, 'utf8').replace('TOOL', 'tool'), filename)`,
        'main.js': `${probe(required)}compiled().then((own) => console.log(own)), require('./other')`,
        'other.js': `${probe(required)}compiled().then((own) => console.log('TOOL', own))`,
      },
      {},
    )
    expect(await project.run(['--require', './tool.cjs', 'main.js'], { node })).toBe('true\ntool true\n')
  },
)

it('native addons, WebAssembly and packages that are full of everything stay as they are', async () => {
  const project = openProject(
    {
      'main.mjs': `
        import { parseSync } from 'oxc-parser'
        import remapping from '@jridgewell/remapping'
        import { Hono } from 'hono'
        const app = new Hono().get('/', async (c) => { await null; return c.text('ok') })
        console.log(parseSync('a.js', 'a').program.type, typeof remapping, await (await app.request('/')).text())
        console.log((await import('./add.wasm')).add(1, 2))`,
    },
    { type: 'module', afterword: { include: 'node_modules/' } },
  )
  const add = '0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b'
  writeFileSync(project.path('add.wasm'), Buffer.from(add, 'hex'))
  expect(await project.run(['--disable-warning=ExperimentalWarning', 'main.mjs'])).toBe(
    'Program function ok\n3\n',
  )
  // Hono and the dependencies of the package itself were compiled.
  expect(project.cached().length).toBeGreaterThan(20)
})
