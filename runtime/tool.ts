// What runs this process, and so what its user has to write: the line of the server's framework, the step that compiles.
import { type Frame, packageOf, shorten } from './frames.ts'

type Modules = { fs: typeof import('node:fs'); module: { _cache?: Record<string, unknown> } }

interface Process {
  argv?: string[]
  execArgv?: string[]
  env?: Record<string, string | undefined>
  cwd?(): string
  getBuiltinModule?<Name extends keyof Modules>(name: Name): Modules[Name] | undefined
}

const home = globalThis as {
  process?: Process
  Bun?: unknown
  Deno?: unknown
  navigator?: { userAgent?: string }
}

/** The line of each host, the first that is found first: one brings another along. */
const hosts: readonly [packages: RegExp, line: string][] = [
  [/^next$/, 'export default withAfterword(nextConfig), of afterword/next, in next.config'],
  [/^@sveltejs\//, 'export { handle }, of afterword/sveltekit, in hooks.server'],
  [/^@react-router\//, 'export { middleware }, of afterword/react-router, in root'],
  [
    /^@tanstack\/\w+-start$/,
    'export default withAfter({ fetch }), of afterword/tanstack-start, in src/server',
  ],
  [/^astro$/, 'integrations: [afterword()], of afterword/astro, in astro.config'],
  [/^@solidjs\/start$/, 'createMiddleware([afterword()]), of afterword/h3'],
  [/^nuxt$/, "modules: ['afterword/nuxt'], in nuxt.config"],
  [/^@nestjs\//, 'imports: [AfterwordModule], of afterword/nest, in AppModule'],
  [/^(hono|@hono\/node-server)$/, 'app.use(afterword()), of afterword/hono, before the routes'],
  [/^nitro$/, 'export default afterword(), of afterword/h3, in middleware/1.afterword.ts'],
  [/^h3$/, 'app.use(afterword()), of afterword/h3, before the routes'],
  [/^srvx$/, 'serve({ middleware: [afterword()], fetch }), of afterword/h3'],
  [/^fastify$/, 'fastify.register(afterword()), of afterword/fastify, before the routes'],
  [/^koa$/, 'app.use(afterword()), of afterword/koa, before the routes'],
  [/^(express|router|polka|connect)$/, 'app.use(afterword()), of afterword/express, before the routes'],
]
const lambda = 'awslambda.streamifyResponse(withAfter(handler)), of afterword/lambda'
const fetcher = 'export default withAfter({ fetch }), of afterword/fetch'
const plain = 'createServer(withAfter(listener)), of afterword/node'

const variable = (name: string): string | undefined => home.process?.env?.[name]
const isWorkers = (): boolean => home.navigator?.userAgent === 'Cloudflare-Workers'

/** Of the packages that the call came through, else of those that are loaded, else of those that the project has: the line of its server. */
export function hostLine(stack: readonly Frame[]): string {
  const through = hostOf(stack.map((frame) => frame.package))
  if (through) return through
  // Deno asks its user for leave to read an environment.
  if (home.Deno || isWorkers()) return hostOf(dependencies()) ?? fetcher
  if (variable('AWS_LAMBDA_FUNCTION_NAME')) return lambda
  if (variable('NEXT_RUNTIME')) return hostOf(['next']) as string
  // Nest stands on Express or Fastify, and may have been loaded as ESM.
  const nest = dependencies().filter((each) => /^@nest/.test(each))
  return hostOf([...loaded(), ...nest]) ?? hostOf(dependencies()) ?? (home.Bun ? fetcher : plain)
}

/** Whether one of these frames is a server's: a request is being handled. */
export const handles = (stack: readonly Frame[]): boolean =>
  hostOf(stack.map((frame) => frame.package)) !== undefined ||
  stack.some(({ place }) => /^node:(_http_server|internal\/http2)/.test(place))

function hostOf(names: readonly (string | null)[]): string | undefined {
  return hosts.find(([packages]) => names.some((name) => packages.test(`${name}`)))?.[1]
}

/** The CommonJS packages that this process has loaded; who is ESM leaves no trace. */
function loaded(): string[] {
  const files = Object.keys(home.process?.getBuiltinModule?.('module')?._cache ?? {})
  return files.flatMap((file) => packageOf(file) ?? [])
}

function read(file: string): string {
  try {
    return home.process?.getBuiltinModule?.('fs')?.readFileSync(file, 'utf8') ?? ''
  } catch {
    return ''
  }
}

/** What the package.json of the working directory asks for. */
function dependencies(): string[] {
  try {
    const { dependencies, devDependencies } = JSON.parse(read('package.json') || '{}')
    return Object.keys({ ...dependencies, ...devDependencies })
  } catch {
    return []
  }
}

/** What a bundler leaves in what it writes. */
const bundled: readonly [mark: RegExp, packages: RegExp, name: string][] = [
  [/__webpack_(require|modules)__/, /^(@rspack|@rsbuild)\/core$/, 'rspack'],
  [/__webpack_(require|modules)__/, /^/, 'webpack'],
  [
    /^\/\/ ?#region |^\/\/ node_modules\/|\b__(toESM|commonJS|esmMin|commonJSMin|export)\b/m,
    /^vite$/,
    'vite',
  ],
  [/^\/\/ ?#region |\b__(esmMin|commonJSMin)\b/m, /^/, 'rolldown'],
  [/^\/\/ (node_modules|src)\/|\b__(toESM|commonJS|export)\b/m, /^/, 'esbuild'],
  // Rollup leaves nothing: a file in a folder for what is built, in a project that has it.
  [/^/, /^vite$/, 'vite'],
  [/^/, /^rollup$/, 'rollup'],
  [/^/, /^@farmfe\/core$/, 'farm'],
]

/** The bundler that made the program, if one did: its name among afterword's entries. */
function bundlerOf(script: string): string | undefined {
  const text = read(script).slice(0, 1e5)
  const found = dependencies()
  const isBuilt = /(^|\/)(dist|build|out|\.?output)\//.test(script)
  return bundled.find(
    ([mark, packages]) =>
      (mark.source === '^' ? isBuilt : mark.test(text)) &&
      (packages.source === '^' || found.some((name) => packages.test(name))),
  )?.[2]
}

/**
 * What compiles the file that a frame of this stack is in, written for who runs it.
 *
 * @param name a package that is to be compiled too, by what compiles the file already
 */
export function compileLine(stack: readonly Frame[], name?: string): string {
  const option = name ? `{ include: 'node_modules/${name}/' }` : ''
  const second = option && `, ${option}`
  const plugin = (tool: string, file: string): string =>
    `plugins: [afterword(${option})], of afterword/${tool}, in ${file}`
  const build = plugin('esbuild', 'the build (or afterword/vite, /rollup, /webpack)')
  if (isWorkers() || home.Deno) return build
  if (home.Bun) return `Bun.plugin(afterword(${option})), of afterword/bun, in a file for bun --preload`
  if (variable('NEXT_RUNTIME')) return (hostOf(['next']) as string).replace(')', `${second})`)
  if (variable('VITEST')) return plugin('vite', 'vitest.config.ts')
  const babel = `plugins: [['afterword/babel'${second}]] in babel.config.js, or `
  if (variable('JEST_WORKER_ID')) return `${babel}swcPlugin(${option}), of afterword/swc, for @swc/jest`
  const { argv = [], execArgv = [] } = home.process ?? {}
  const flags = `${execArgv} ${variable('NODE_OPTIONS')}`
  if (/afterword\/(dist\/transform\/)?register/.test(flags))
    return `"afterword": { "include": "${name ? `node_modules/${name}/` : 'a pattern that selects this file'}" }, in package.json`
  // They have a configuration of their own, which is handed on to Vite.
  const own = hostOf(dependencies().filter((each) => /^(astro|nuxt)$/.test(each)))
  if (own) return name ? own.replace(/m.+]/, `afterword: ${option}`).replace('()', `(${option})`) : own
  if (stack.some((frame) => /^vite(-node)?$/.test(`${frame.package}`)))
    return plugin('vite', 'vite.config.ts')
  const short = shorten(argv[1] ?? 'app.js')
  const run = (...more: string[]): string => ['node --import afterword/register', ...more].join(' ')
  const bundler = bundlerOf(short)
  const bundles = bundler && plugin(bundler, `the configuration of ${bundler}`)
  // The file is compiled, by none of those above.
  if (name) return bundles ?? babel + build
  if (variable('NODE_TEST_CONTEXT')) return run('--test')
  if (/\btsx\b/.test(flags)) return run('--import tsx', short)
  if (/@swc-node/.test(flags)) return run('--import @swc-node/register/esm-register', short)
  if (/\bts-node\b/.test(flags + argv[0])) return run(short, '(Node strips types by itself)')
  return bundles ?? run(short)
}
