/** A way to compile a program, and the helpers that what it writes will import. */
export interface Engine {
  name: string
  /** Why this engine is here. */
  what: string
  compile(code: string): string
  helpers: Record<string, unknown>
}

const none: Engine = {
  name: 'none',
  what: 'the program as written: shows that the test bites',
  compile: (code) => code,
  helpers: {},
}

interface Babel {
  transformSync(code: string, options: object): { code?: string | null } | null
}

async function babel(
  name: string,
  what: string,
  core: () => Promise<unknown>,
  options = {},
): Promise<Engine> {
  const { transformSync } = (await core()) as Babel
  const { default: plugin } = await import('../../transform/babel.ts')
  return {
    name,
    what,
    helpers: { ...(await import('../../runtime/compiled.ts')) },
    compile: (code) =>
      transformSync(code, {
        filename: 'program.js',
        configFile: false,
        babelrc: false,
        sourceType: 'module',
        compact: false,
        parserOpts: { plugins: ['explicitResourceManagement'] },
        plugins: [[plugin, options]],
      })?.code ?? '',
  }
}

const eight = () => import('@babel/core')
const engines: Record<string, () => Engine | Promise<Engine>> = {
  none: () => none,
  babel: () => babel('babel', 'the Babel plugin, Babel 8', eight),
  'babel-debug': () => babel('babel-debug', 'its development form', eight, { debug: true }),
  'babel-7': () =>
    babel('babel-7', 'the oldest Babel that it supports', () => import('babel-7.20' as string)),
}

export const engineNames: readonly string[] = Object.keys(engines)

/** Loads an engine only when it is asked for: each brings a compiler with it. */
export async function engine(name: string): Promise<Engine> {
  const load = engines[name]
  if (!load) throw new Error(`no engine ${name}; there are ${engineNames.join(', ')}`)
  return load()
}
