import type { Plan } from '../../transform/analyze/index.ts'
import type { AfterwordMetadata } from '../../transform/babel.ts'
import { hosts } from '../swc/hosts.ts'
import { isProgram } from './run.ts'

export interface Compiled {
  code: string
  /** What the compiler said about the program, by slug. */
  diagnostics: readonly string[]
}

/** A way to compile a program, and the helpers that what it writes will import. */
export interface Engine {
  name: string
  /** Why this engine is here. */
  what: string
  compile(code: string): Compiled | Promise<Compiled>
  helpers: Record<string, unknown>
  /** What is done to the hand-threaded form: the lowering that the compiled program went through, for its ticks. */
  alike?(code: string): string | Promise<string>
  /** The tool around us, without us: a program that it changes by itself proves nothing. */
  alone?(code: string): string | Promise<string>
  /** Kinds of statement and features that its programs may hold; all when left out. */
  allow?(name: string): boolean
  /** What the program is excused for, if the compiler said so. */
  excuses?: readonly string[]
}

/** Thrown where a tool does not take a program, compiled or not: that is nothing that we could get right or wrong. */
export class Refused extends Error {}

const none: Engine = {
  name: 'none',
  what: 'the program as written: shows that the test bites',
  compile: (code) => ({ code, diagnostics: [] }),
  helpers: {},
}

interface Babel {
  transformSync(
    code: string,
    options: object,
  ): { code?: string | null; metadata: { afterword?: AfterwordMetadata } } | null
}

const program = {
  filename: 'program.js',
  configFile: false,
  babelrc: false,
  sourceType: 'module',
  compact: false,
  parserOpts: { plugins: ['explicitResourceManagement'] },
}

/** Code through Babel, and nothing but that. */
export async function babelPass(options: object): Promise<(code: string) => string> {
  const { transformSync } = (await eight()) as Babel
  return (code) => transformSync(code, { ...program, ...options })?.code ?? ''
}

export interface Extras {
  /** Options of the plugin. */
  options?: object
  /** Presets of the same pass. */
  presets?: readonly unknown[]
  /** Spoils a plan between analysis and application: the plan is plain data. */
  spoil?(plan: Plan, code: string): void
}

export async function babel(
  name: string,
  what: string,
  core: () => Promise<unknown> = eight,
  { options = {}, presets = [], spoil }: Extras = {},
): Promise<Engine> {
  const { transformSync } = (await core()) as Babel
  const { default: plugin } = await import('../../transform/babel.ts')
  const used = spoil ? await planned(spoil) : plugin
  return {
    name,
    what,
    helpers: { ...(await import('../../runtime/compiled.ts')) },
    compile: (code) => {
      const result = quietly(() => transformSync(code, { ...program, plugins: [[used, options]], presets }))
      return {
        code: result?.code ?? '',
        diagnostics: result?.metadata.afterword?.diagnostics.map(({ slug }) => slug) ?? [],
      }
    },
  }
}

/** What the compiler prints is read from its metadata. */
function quietly<T>(act: () => T): T {
  const { warn } = console
  console.warn = () => {}
  try {
    return act()
  } finally {
    console.warn = warn
  }
}

/** The plugin in its smallest form, with its plan spoiled on the way. */
async function planned(
  spoil: (plan: Plan, code: string) => void,
): Promise<(api: { types: never }) => object> {
  const { analyze } = await import('../../transform/analyze/index.ts')
  const { applyToBabel } = await import('../../transform/apply/babel.ts')
  return ({ types }) => ({
    visitor: {},
    pre(file: { code: string; path: { node: never; scope: { crawl(): void } } }) {
      const plan = analyze(file.path.node, {
        code: file.code,
        comments: [],
        file: 'program.js',
        lineOf: () => 1,
        sources: ['afterword'],
        entries: [],
        sites: true,
      })
      spoil(plan, file.code)
      applyToBabel(plan, file.path.node, types, null)
      file.path.scope.crawl()
    },
  })
}

/** `afterword/transform`, which bundlers and loaders call. */
async function text(name: string, what: string, options: object = {}): Promise<Engine> {
  const { transform } = await import('../../transform/transform.ts')
  const given = { sourceType: 'module', ...options } as const
  return {
    name,
    what,
    helpers: { ...(await import('../../runtime/compiled.ts')) },
    compile: (code) => {
      const result = transform(code, 'program.js', given)
      return { code: result?.code ?? code, diagnostics: result?.diagnostics.map(slugOf) ?? [] }
    },
  }
}

/** The built plugin in the real @swc/core. */
async function swc(index: number, what: string): Promise<Engine> {
  const host = hosts[index]
  if (!host?.isBuilt) throw new Error(`the plugin for ${host?.name} is not built: npm run build:swc`)
  const transform = (code: string, plugins: [string, Record<string, unknown>][]): string =>
    host.transform(code, {
      filename: 'program.js',
      isModule: true,
      jsc: {
        parser: { syntax: 'ecmascript', explicitResourceManagement: true },
        target: 'esnext',
        experimental: { runPluginFirst: true, plugins },
      },
    }).code
  return {
    name: host.name,
    what,
    helpers: { ...(await import('../../runtime/compiled.ts')) },
    // What the plugin says is said to the terminal: SWC hands warnings to nobody.
    compile: (code) => ({ code: transform(code, [[host.file, { debug: false }]]), diagnostics: [] }),
    // SWC lowers `using`, whatever the target, and waits longer for what there is than for what is null.
    allow: (name) => name !== 'nullish await using',
    alike: (code) => {
      const lowered = transform(code, [])
      // It puts functions of one name into one block, which may not hold them.
      if (!isProgram(lowered)) throw new Refused('what it prints is no program')
      return lowered
    },
    alone: (code) => transform(code, []),
  }
}

const slugOf = ({ code }: { code: string }): string =>
  code.replace('AFTERWORD_', '').replaceAll('_', '-').toLowerCase()

const eight = () => import('@babel/core')
const engines: Record<string, () => Engine | Promise<Engine>> = {
  none: () => none,
  babel: () => babel('babel', 'the Babel plugin, Babel 8'),
  'babel-debug': () => babel('babel-debug', 'its development form', eight, { options: { debug: true } }),
  text: () => text('text', 'the text engine'),
  'text-debug': () => text('text-debug', 'its development form', { debug: true }),
  swc: () => swc(0, 'the SWC plugin, @swc/core 1.16'),
  'swc-1.15': () => swc(1, 'the SWC plugin, @swc/core 1.15'),
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
