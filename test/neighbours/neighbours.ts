import { babel, babelPass, type Compiled, type Engine, Refused } from '../programs/engines.ts'
import { isProgram } from '../programs/run.ts'

/** Text to text: a tool that stands before or after us in somebody's build. */
type Tool = (code: string) => string | Promise<string>

export interface Neighbour {
  name: string
  /** What it does to a program. */
  what: string
  /** Kinds of statement and features that are left out of its programs, each with the reason. */
  without: Without
  /** Diagnostics: a program of which one was said may lose a request, and nothing else. */
  excuses: readonly string[]
  engine(): Promise<Engine>
}

type Without = Readonly<Record<string, string>>

const names: Without = {
  look: 'the names and lengths of functions become others, with us or without',
}
const shadowed: Without = {
  ...names,
  'pattern in catch': 'it gives names that a pattern in a catch declares to what its defaults call',
}
const looks: Without = {
  ...names,
  'generator as iterable':
    'the hand-threaded form knows a generator by its class, which a lowered one has lost',
  'nullish await using':
    'where its helper finds nothing to dispose of it may not wait; compiled, it waits for one tick',
}
const babels: Without = {
  ...looks,
  'class fields':
    'beside a field, Babel evaluates computed keys before what the class extends; by hand there are no fields',
  'declared twice':
    'of an async function or generator declared twice, Babel keeps what was written first or mixes both',
}
const regenerator: Without = {
  ...babels,
  'computed keys': 'of two awaits beside a computed key, Babel gives the first the value of the second',
}
const machine: Without = {
  ...looks,
  arguments: 'in a generator they become those of its state machine',
}
const heads: Without = {
  ...regenerator,
  'using in a loop head': 'Babel makes a plain `using` of an `await using` in the head of a loop',
}

/** What a tool throws is no matter of ours, nor what it prints that is no program: not where it has the hand-threaded form, or the written one. */
const checked =
  (tool: Tool): Tool =>
  async (code) => {
    try {
      const result = await tool(code)
      if (isProgram(result)) return result
    } catch (error) {
      throw new Refused(String(error), { cause: error })
    }
    throw new Refused('what it prints is no program')
  }

/** The tool is loaded when it is first used: some of them are large. */
function lazily(make: () => Promise<Tool>): Tool {
  let made: Promise<Tool> | undefined
  return async (code) => {
    made ??= make()
    return (await made)(code)
  }
}

const terser = lazily(async () => {
  const { minify } = await import('terser')
  return async (code) =>
    (await minify(code, { module: true, toplevel: true, compress: { passes: 2 } })).code ?? ''
})

const esbuild = (options: object): Tool =>
  lazily(async () => {
    const { transform } = await import('esbuild')
    return async (code) => (await transform(code, { format: 'esm', logLevel: 'silent', ...options })).code
  })

const oxc = lazily(async () => {
  const { minify } = await import('oxc-minify')
  return async (code) => {
    const result = await minify('program.js', code, { module: true, compress: true, mangle: true })
    if (result.errors.length > 0) throw new Error(result.errors.map(({ message }) => message).join('\n'))
    return result.code
  }
})

const typescript = (target: 'ES5' | 'ES2015' | 'ES2016' | 'ES2017' | 'ESNext'): Tool =>
  lazily(async () => {
    const { default: ts } = await import('typescript6')
    return (code) =>
      ts.transpileModule(code, {
        fileName: 'program.ts',
        compilerOptions: {
          target: ts.ScriptTarget[target],
          module: ts.ModuleKind.ESNext,
          downlevelIteration: true,
        },
      }).outputText
  })

const presetEnv = async (targets: object) => {
  const { default: preset } = await import('@babel/preset-env')
  return [[preset, { targets, modules: false }]]
}
const lowering = (targets: object): Tool =>
  lazily(async () => babelPass({ presets: await presetEnv(targets) }))

/** Node 6 has generators, but no async functions; browsers of 2015 have neither. */
const node6 = { node: '6' }
const ie11 = { ie: '11' }

/**
 * Nobody can say it: the plugin does not know of a pass that comes later and moves parameters into generators, so that what would have been
 * captured at the call is captured at the first `next()`.
 */
const movedParameters = 'moved parameters'
const movable = /\[_k\(\)\]: /

/** An `await` where it is none is a name to the engine, but not in a module. */
async function parsed(code: string): Promise<void> {
  const { parseSync } = await import('@babel/core')
  try {
    parseSync(code, { configFile: false, babelrc: false, sourceType: 'module' })
  } catch (error) {
    throw new Refused(String(error), { cause: error })
  }
}

async function through(written: string, { code, diagnostics }: Compiled, tool: Tool): Promise<Compiled> {
  const result = await tool(code)
  // Would it have been one without us?
  if (!isProgram(result)) await parsed(await checked(tool)(written))
  return { code: result, diagnostics: movable.test(code) ? [...diagnostics, movedParameters] : diagnostics }
}

interface Kind {
  /** The hand-threaded form goes through it too: what it lowers takes other ticks. */
  lowers?: boolean
  without?: Without
  excuses?: readonly string[]
}

function neighbour(
  name: string,
  what: string,
  { without = names, excuses = [] }: Kind,
  make: () => Promise<Engine>,
): Neighbour {
  const allow = (feature: string) => !(feature in without)
  return { name, what, without, excuses, engine: async () => ({ ...(await make()), allow, excuses }) }
}

const after = (name: string, what: string, tool: Tool, kind: Kind = {}): Neighbour =>
  neighbour(name, what, kind, async () => {
    const inner = await babel(name, what)
    return {
      ...inner,
      ...(kind.lowers ? { alike: checked(tool) } : { alone: checked(tool) }),
      compile: async (code) => through(code, await inner.compile(code), tool),
    }
  })

const samePass = (name: string, what: string, targets: object, kind: Kind): Neighbour =>
  neighbour(name, what, { ...kind, excuses: ['late-capture'] }, async () => ({
    ...(await babel(name, what, undefined, { presets: await presetEnv(targets) })),
    alike: checked(lowering(targets)),
  }))

const before = (name: string, what: string, tool: Tool, kind: Kind = {}): Neighbour =>
  neighbour(name, what, { ...kind, excuses: kind.lowers ? ['already-lowered'] : [] }, async () => {
    const inner = await babel(name, what)
    return {
      ...inner,
      ...(kind.lowers ? { alike: checked(tool) } : { alone: checked(tool) }),
      compile: async (code) => {
        const text = await checked(tool)(code)
        await parsed(text)
        return inner.compile(text)
      },
    }
  })

const lowers = (without = looks): Kind => ({ lowers: true, without })

export const afterUs: readonly Neighbour[] = [
  after('terser', 'minified: module, toplevel, two passes', terser),
  after('esbuild-minify', 'minified', esbuild({ minify: true, target: 'esnext' })),
  after('oxc', 'minified', oxc, { without: shadowed }),
  after('esbuild-es2017', 'lowered to ES2017', esbuild({ target: 'es2017' }), lowers()),
  after('esbuild-es2016', 'lowered to ES2016', esbuild({ target: 'es2016' }), lowers()),
  after('typescript-es2017', 'lowered to ES2017', typescript('ES2017'), lowers()),
  after('typescript-es2015', 'lowered to ES2015', typescript('ES2015'), lowers()),
  after('typescript-es5', 'lowered to ES5', typescript('ES5'), lowers(machine)),
  samePass('preset-env', 'lowered for Node 6 in the same pass', node6, lowers(babels)),
  samePass('preset-env-ie11', 'lowered for IE 11 in the same pass', ie11, lowers(regenerator)),
  after('preset-env-later', 'lowered for Node 6 in a second pass', lowering(node6), lowers(babels)),
  after('preset-env-ie11-later', 'lowered for IE 11 in a second pass', lowering(ie11), {
    ...lowers(regenerator),
    excuses: [movedParameters],
  }),
]

export const beforeUs: readonly Neighbour[] = [
  before('esbuild-esnext', 'TypeScript stripped', esbuild({ target: 'esnext', loader: 'ts' })),
  before('esbuild-es2017', 'lowered to ES2017', esbuild({ target: 'es2017', loader: 'ts' }), lowers()),
  before('esbuild-es2016', 'lowered to ES2016', esbuild({ target: 'es2016', loader: 'ts' }), lowers()),
  before('typescript-esnext', 'TypeScript stripped', typescript('ESNext')),
  before('typescript-es2017', 'lowered to ES2017', typescript('ES2017'), lowers()),
  before('typescript-es2015', 'lowered to ES2015', typescript('ES2015'), lowers()),
  before('typescript-es5', 'lowered to ES5', typescript('ES5'), lowers(machine)),
  before('preset-env', 'lowered for Node 6', lowering(node6), lowers(heads)),
  before('preset-env-ie11', 'lowered for IE 11', lowering(ie11), lowers(heads)),
]
