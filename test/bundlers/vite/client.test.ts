// What a client chunk must not hold is a build error that says where it stands and how it got there.
import { build, type Plugin, type Rolldown } from 'vite'
import { describe, expect, it } from 'vitest'
import type { Options } from '../../../transform/options.ts'
import { openProject } from './project.ts'

interface Build extends Options {
  plugins?: Plugin[]
  minify?: boolean
}

/** The client's chunks, by name; the error's message if there are none. */
async function bundle(
  files: Record<string, string>,
  { plugins = [], minify = true, ...options }: Build = {},
) {
  using project = openProject({
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    ...files,
  })
  try {
    const output = (await build({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [await project.plugin(options), ...plugins],
      build: { minify, write: false },
    })) as Rolldown.RolldownOutput
    return output.output.map((each) => (each.type === 'chunk' ? each.code : '')).join('\n')
  } catch (error) {
    return (error as Error).message
  }
}

/** The places and chains of the message, without the hashes of chunks. */
const placesOf = (message: string): string[] => {
  expect(message).toContain('(AFTERWORD_IN_CLIENT_CHUNK)')
  expect(message).toContain('What to do: Cut one of the imports')
  const [, list = ''] = /CLIENT_CHUNK\)\n([\s\S]*?)\n\n/.exec(message) ?? []
  return list.split('\n').map((line) => line.trim().replace(/-[\w-]{8}\.js$/, '.js'))
}

const AUDIT = "import { after } from 'afterword'\n\nexport function audit() {\n  after(() => {})\n}\n"

describe.each([true, false])('minified: %s', (minify) => {
  it('names the call in the source and the chain from the entry', async () => {
    const files = {
      'src/main.ts': "import { buy } from './cart.ts'\nbuy()\n",
      'src/cart.ts': "import { audit } from './audit.ts'\nexport const buy = (): void => audit()\n",
      'src/audit.ts': AUDIT,
    }
    expect(placesOf(await bundle(files, { minify }))).toEqual([
      'after() at src/audit.ts:4, in assets/index.js',
      'index.html → src/main.ts → src/cart.ts → src/audit.ts → afterword',
    ])
  })

  it('does not mind what nobody uses', async () => {
    const code = await bundle(
      {
        'src/main.ts':
          "import { buy } from './cart.ts'\nimport { bind, currentScope, hostInfo } from 'afterword'\nconsole.log(buy(), bind(buy), currentScope(), hostInfo().name)\n",
        'src/cart.ts':
          "import { after, headers } from 'afterword'\nexport const buy = () => 1\nexport const log = () => after(() => {})\nconst server = import.meta.env.SSR\nif (import.meta.env.SSR) headers()\nif (server) after(() => {})\n",
      },
      { minify },
    )
    expect(code).toContain('browser')
    expect(code).not.toMatch(/AFTERWORD_|afterword\.register|__afterword/)
  })
})

it('names every place once: through a barrel, a dynamic import, a package, by any name', async () => {
  const message = await bundle({
    'src/main.ts': "import { go } from './page.ts'\ngo()\nimport('./lazy.ts').then((lazy) => lazy.run())\n",
    'src/page.ts':
      "import { later } from './barrel.ts'\nimport { other } from './other.ts'\nimport { track } from 'tracker'\nexport const go = () => {\n  other()\n  later(() => {})\n  later(() => track())\n}\n",
    'src/other.ts':
      "import { jar, unused } from './barrel.ts'\nexport const other = () => jar\nexport const not = () => unused()\n",
    'src/barrel.ts':
      "export { after as later, headers as unused } from 'afterword'\nexport const jar = 1\nexport * from './more.ts'\n",
    'src/more.ts': "export * from 'afterword'\n",
    'src/lazy.ts':
      "import * as afterword from 'afterword'\nimport { cookies } from './barrel.ts'\nexport const run = () => {\n  afterword.after.with({}, () => {})\n  cookies()\n}\n",
    'node_modules/tracker/package.json':
      '{ "name": "tracker", "version": "1.0.0", "type": "module", "main": "index.js" }',
    'node_modules/tracker/index.js':
      "import { withAfter } from 'afterword/fetch'\nexport const track = () => withAfter(() => new Response())\n",
  })
  expect(placesOf(message).toSorted()).toEqual(
    [
      'after() at src/page.ts:1, in assets/index.js',
      'index.html → src/main.ts → src/page.ts → src/barrel.ts → afterword',
      'withAfter() at node_modules/tracker/index.js:2, in assets/index.js',
      'index.html → src/main.ts → src/page.ts → node_modules/tracker/index.js → afterword/fetch',
      'after() at src/lazy.ts:4, in assets/lazy.js',
      'index.html → src/main.ts → src/lazy.ts → afterword',
      'cookies() at src/lazy.ts:5, in assets/lazy.js',
      'index.html → src/main.ts → src/lazy.ts → src/barrel.ts → src/more.ts → afterword',
    ].toSorted(),
  )
})

it('counts a namespace that is handed about as a value, and what is loaded as a whole', async () => {
  const message = await bundle({ 'src/main.ts': "import * as all from 'afterword'\nconsole.log(all)\n" })
  expect(placesOf(message)).toContain('drainAfter() at src/main.ts:1, in assets/index.js')
  const dynamic = await bundle({ 'src/main.ts': "import('afterword').then((all) => console.log(all))\n" })
  expect(dynamic).toContain('index.html → src/main.ts → afterword')
})

it('lets a compiled library run in a browser', async () => {
  const code = await bundle({
    'src/main.ts': "import { list } from 'compiled'\nPromise.resolve(list()).then(console.log)\n",
    'node_modules/compiled/package.json':
      '{ "name": "compiled", "version": "1.0.0", "type": "module", "main": "index.js" }',
    'node_modules/compiled/index.js':
      "import { register, resume } from 'afterword/compiled'\nexport const list = () => (resume(register.scope), [1])\n",
  })
  expect(code).toContain('afterword.register.v1')
})

describe('a framework that strips what is for servers', () => {
  const files = {
    'src/main.ts': "import { view } from './route.ts'\ndocument.title = view()\n",
    'src/route.ts':
      "import { after } from 'next/server'\nimport { headers } from 'afterword'\n\nexport async function loader() {\n  const agent: string = String(await headers())\n  after(() => console.log(agent))\n}\n\nexport const view = (): string => 'view'\n",
  }
  const strip = (enforce?: 'post'): Plugin => ({
    name: 'framework',
    ...(enforce ? { enforce } : {}),
    transform(code, id) {
      if (!id.endsWith('src/route.ts') || this.environment.config.consumer !== 'client') return null
      for (const node of this.parse(code, { lang: 'ts' }).body)
        if (node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'FunctionDeclaration')
          return code.slice(0, node.start) + code.slice(node.end)
      return null
    },
  })

  it.each([undefined, 'post'] as const)(
    'after us (enforce: %s) builds, even where a source is not installed',
    async (enforce) => {
      const code = await bundle(files, { plugins: [strip(enforce)] })
      expect(code).toMatch(/([`'"])view\1/)
      expect(code).not.toMatch(/afterword|next/)
    },
  )

  it('that leaves one call gets our error, not one that the source was not found', async () => {
    const kept = {
      ...files,
      'src/route.ts': files['src/route.ts'].replace("'view'", 'String(after(() => {}))'),
    }
    expect(placesOf(await bundle(kept, { plugins: [strip()] }))).toEqual([
      'after() at src/route.ts:6, src/route.ts:9, in assets/index.js',
      'index.html → src/main.ts → src/route.ts → next/server',
    ])
  })
})

it('a source of the options that is not installed is one of ours too; any other is not', async () => {
  const main = (source: string) => ({ 'src/main.ts': `import { after } from '${source}'\nafter(() => {})\n` })
  const sources = ['not-installed/server']
  expect(placesOf(await bundle(main('not-installed/server'), { sources }))).toEqual([
    'after() at src/main.ts:2, in assets/index.js',
    'index.html → src/main.ts → not-installed/server',
  ])
  expect(await bundle(main('not-installed/other'), { sources })).toContain('failed to resolve')
})
