// One engine in a process of its own: what one has made of the heap, or of the optimiser, is no concern of the next.

import { type PluginItem, transformSync } from '@babel/core'
import MagicString from 'magic-string'
import { createTransformer } from 'unctx/transform'
import plugin from '../../transform/babel.ts'
import { languageOf, parse, sourceTypeOf } from '../../transform/parse.ts'
import { transform } from '../../transform/transform.ts'
import { loadLanguages, type Source } from './corpus.ts'
import { quietly } from './quietly.ts'

/** Compile the files of that source once; or so many, under ever new names, and say what memory that takes. */
export type Question = { source: string; skip: string[] } | { compile: number }

export interface Answer {
  /** Files that this engine does not take. */
  refused: string[]
  /** Processor time, all threads of the process together: other processes of the machine have no part in it. */
  ms: number
  /** After every thousand files: what is alive on the heap, and the most that the process has ever held. Megabytes. */
  memory: { files: number; heap: number; peak: number }[]
}

interface File {
  name: string
  code: string
}

type Engine = (file: File) => unknown

const read = ({ name, code }: File) => parse(code, name, languageOf(name) ?? 'jsx', sourceTypeOf(name))

const mapOf = (text: MagicString, source: string): string =>
  text.generateMap({ source, includeContent: true, hires: 'boundary' }).toString()

/** Types stay, as they do in the text. */
function babel(plugins: PluginItem[]): Engine {
  return ({ name, code }) =>
    transformSync(code, {
      filename: name,
      plugins,
      configFile: false,
      babelrc: false,
      compact: false,
      sourceType: 'unambiguous',
      sourceMaps: true,
      parserOpts: { plugins: name.endsWith('.ts') ? ['typescript', 'decorators'] : ['jsx'] },
    })
}

/** What is left of a file without types, which is made once. */
function stripped(engine: Engine): Engine {
  const made = new Map<string, File>()
  return ({ name, code }) => {
    const known = made.get(name) ?? { name: name.replace(/\.ts$/, '.js'), code: withoutTypes({ name, code }) }
    made.set(name, known)
    return engine(known)
  }
}

/** Every function that it can transform, in every file. It reads no TypeScript. */
async function unctx(): Promise<Engine> {
  class EveryName extends Array<string> {
    override includes(): boolean {
      return true
    }
  }
  const { transform } = await createTransformer({ asyncFunctions: EveryName.from(['withAsyncContext']) })
  return stripped(({ name, code }) =>
    transform(code, { force: true })
      ?.magicString.generateMap({ source: name, includeContent: true })
      .toString(),
  )
}

function withoutTypes({ name, code }: File): string {
  if (!name.endsWith('.ts')) return code
  const options = { filename: name, configFile: false, babelrc: false } as const
  return transformSync(code, { ...options, presets: ['@babel/preset-typescript'] })?.code ?? ''
}

const include = ['node_modules/', /^/]
const options = { include, root: '/' }
const text: Engine = ({ name, code }) => transform(code, name, options)?.map?.toString()

export const engines: Record<string, () => Engine | Promise<Engine>> = {
  'parse alone': () => read,
  'parse and map': () => (file) => {
    const text = new MagicString(file.code)
    read(file)
    text.prepend('/**/')
    return [text.toString(), mapOf(text, file.name)]
  },
  'text engine': () => text,
  'text engine, without types': () => stripped(text),
  'plain Babel': () => babel([]),
  'Babel plugin': () => babel([[plugin, { include }]]),
  unctx,
}

if (process.send) {
  const engine = await engines[process.argv[2] ?? '']?.()
  if (!engine) throw new Error(`there is no engine ${process.argv[2]}`)
  const { TypeScript, JavaScript } = loadLanguages()
  const filesOf = (sources: Source[]): File[] => sources.flatMap(({ files }) => files)
  const answer = (part: Partial<Answer>): void => {
    process.send?.({ refused: [], ms: 0, memory: [], ...part } satisfies Answer)
  }
  const run = (file: File): boolean => {
    try {
      engine(file)
      return true
    } catch {
      return false
    }
  }
  process.on('message', (question: Question) => {
    if ('compile' in question) return answer({ memory: compileMany(engine, filesOf(TypeScript), question) })
    const { source, skip } = question
    const files = filesOf([...TypeScript, ...JavaScript].filter(({ title }) => title === source))
    const taken = files.filter(({ name }) => !skip.includes(name))
    quietly(() => {
      const start = process.cpuUsage()
      let [ms, runs] = [0, 0]
      // Small packages several times over: the clock is coarse, and what has slept wakes slowly.
      for (; ms < 300; runs++) {
        for (const file of taken) engine(file)
        const { user, system } = process.cpuUsage(start)
        ms = (user + system) / 1000
      }
      answer({ ms: ms / runs })
    })
  })
  const refused = quietly(() => filesOf([...TypeScript, ...JavaScript]).filter((file) => !run(file)))
  answer({ refused: refused.map(({ name }) => name) })
}

function compileMany(engine: Engine, files: readonly File[], { compile }: { compile: number }) {
  const memory: Answer['memory'] = []
  for (let count = 1; count <= compile; count++) {
    const { name, code } = files[count % files.length] as File
    // A string of its own, as every file that is read is one.
    engine({ name: name.replace('.ts', `-${count}.ts`), code: `${code}\n// ${count}` })
    if (count % 1000 > 0) continue
    globalThis.gc?.()
    const { heapUsed } = process.memoryUsage()
    const peak = process.resourceUsage().maxRSS / 1000
    memory.push({ files: count, heap: heapUsed / 1e6, peak })
  }
  return memory
}
