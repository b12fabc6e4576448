// What the user of a program is told, and by whom.
import { expect, it } from 'vitest'
import { imported, openProject, probe } from './harness.ts'
import { findVersion, findVersions } from './versions.ts'

const nodes = findVersions(['20', '24'])
const older = findVersion('20')

it.each(nodes)(
  'a warning is one message for each place, compiled or from the cache (Node %s)',
  async (_version, node) => {
    const project = openProject({
      'main.mjs': `
      import './lowered.mjs'
      await import('./lowered.mjs?again')`,
      'lowered.mjs': `
      function _asyncToGenerator(make) { return function () { return Promise.resolve(make.apply(this, arguments).next().value) } }
      export const run = _asyncToGenerator(function* () { yield 1 })`,
    })
    for (const _ of ['cold', 'warm']) {
      const { code, stderr } = await project.try(['main.mjs'], { node })
      expect(code).toBe(0)
      expect(stderr.match(/AFTERWORD_ALREADY_LOWERED at lowered\.mjs:3:/g)).toHaveLength(1)
      expect(stderr).toMatch(/^ *\^+$|> 3 \|/m)
    }
  },
)

it.each(nodes)('a syntax error is Node’s own, as without the register (Node %s)', async (_version, node) => {
  const project = openProject({
    'module.mjs': 'export const run = async () => {\n  await 1\n  const = 2\n}\n',
    'script.cjs': 'const run = async () => {\n  await 1\n  const = 2\n}\n',
    'caught.mjs': `await import('./module.mjs').catch((error) => console.log(error.name))`,
  })
  for (const file of ['module.mjs', 'script.cjs']) {
    const [own, plain] = await Promise.all([project.try([file], { node }), project.plain([file], { node })])
    const told = (text: string): string => text.split(/\n +at /)[0] as string
    expect(told(own.stderr)).toBe(told(plain.stderr))
    expect(own.stderr).toContain(`${file}:3\n  const = 2\n`)
    expect(own.stderr).not.toContain('AFTERWORD')
  }
  expect(await project.run(['caught.mjs'], { node })).toBe('SyntaxError\n')
})

it('what only Node can parse runs as it is, and that is said', async () => {
  const project = openProject({
    'natives.cjs': `const run = () => %IsSmi(1)\nsetTimeout(() => console.log(run()), 1500)`,
  })
  const { code, stdout, stderr } = await project.try(['--allow-natives-syntax', 'natives.cjs'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'true\n' })
  expect(stderr).toMatch(/^afterword: natives\.cjs:1:19: .*[\s\S]*AFTERWORD_SYNTAX_ERROR/)
})

it.skipIf(older === null)(
  'TypeScript on a Node that does not strip it: one message that names the file and what to do',
  async () => {
    const project = openProject({
      'main.ts': 'export const a: number = 1\n',
      'main.cjs': `require('./inner.cts')`,
      'inner.cts': 'const a: number = 1\n',
      'page.tsx': 'export const a = <p/>\n',
    })
    for (const [file, named, node, because] of [
      ['main.ts', 'main.ts', older ?? '', 'it does not strip types'],
      ['main.cjs', 'inner.cts', older ?? '', 'it does not strip types'],
      ['page.tsx', 'page.tsx', process.execPath, 'it has no JSX'],
    ] as const) {
      const { code, stderr } = await project.try([file], { node })
      expect(code).toBe(1)
      expect(stderr).toContain(
        `cannot run ${project.path(named)} by itself: ${because}. (AFTERWORD_NO_TYPESCRIPT)`,
      )
      expect(stderr).toContain('node --import afterword/register --import tsx app.ts')
      expect(stderr.match(/AFTERWORD_NO_TYPESCRIPT\)/g)).toHaveLength(1)
      expect(stderr).not.toMatch(/^\s+at /m)
    }
  },
)

it('what type stripping refuses is Node’s own message', async () => {
  const project = openProject({ 'main.ts': `${probe(imported)}\nenum Kind { A }\nconsole.log(Kind.A)\n` })
  for (const [, node] of findVersions(['22', '24', '26'])) {
    const { code, stderr } = await project.try(['main.ts'], { node })
    expect(code).toBe(1)
    expect(stderr).toContain('ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    expect(stderr).toContain('enum Kind { A }')
  }
})

it('a loader that makes JavaScript of TypeScript follows the register, and gets what it compiled', async () => {
  const project = openProject({
    // Like tsx: by a hook of either kind, with a map of its own that goes on from ours.
    'loader.mjs': `
      import module, { createRequire } from 'node:module'
      const { transformSync } = createRequire(import.meta.url)('esbuild')
      const isTyped = (url) => /\\.[cm]?tsx?$/.test(url)
      const load = (url, { source }) => ({
        format: 'module',
        source: transformSync(String(source), { loader: 'tsx', sourcemap: 'inline', sourcefile: url, format: 'esm' }).code,
        shortCircuit: true,
      })
      export const hooks = {
        async: { load: async (url, context, next) => isTyped(url) ? load(url, await next(url, { ...context, format: 'module' })) : next(url, context) },
        sync: { load: (url, context, next) => isTyped(url) ? load(url, next(url, { ...context, format: 'module' })) : next(url, context) },
      }
      export const asyncLoad = hooks.async.load
      export { asyncLoad as load }
      if (module.registerHooks) module.registerHooks(hooks.sync)
      else if ((await import('node:worker_threads')).isMainThread) module.register(import.meta.url)`,
    'main.tsx': `${probe(imported).replace('const seen =', 'const seen: unknown =')}
enum Kind { Own = 1 }
import { after } from 'afterword'
const scope = openScope()
scope.run(() => after(({ name }) => console.log(name)))
scope.close()
await scope.drained
console.log(Kind.Own, await compiled())
const fail = async (): Promise<never> => { await null; throw new Error('boom') }
await fail().catch((error: Error) => console.log(/main\\.tsx:\\d+:\\d+/.exec(error.stack ?? '')?.[0]))
`,
  })
  const lines = project.read('main.tsx').split('\n')
  const site = lines.findIndex((line) => line.includes('after((')) + 1
  const thrown = lines.findIndex((line) => line.includes('boom')) + 1
  const column = (lines[thrown - 1] as string).indexOf('new Error') + 1
  for (const [, node] of nodes) {
    const output = await project.run(['--import', './loader.mjs', 'main.tsx'], { node })
    expect(output).toBe(`main.tsx:${site}\n1 true\nmain.tsx:${thrown}:${column}\n`)
  }
})
