// How fast each engine compiles real sources, beside what it is made of and beside others; and whether its memory stays flat.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { loadLanguages } from './corpus.ts'
import type { Answer, Question } from './engine.ts'
import { answerOf } from './time.ts'

export interface EngineTimes {
  language: string
  /** Names and versions of the packages. */
  sources: string[]
  files: number
  megabytes: number
  /** Files that one of the engines does not take: none is given them. */
  skipped: number
  /** Engine → milliseconds of processor time for all files, one of each round. */
  times: Record<string, number[]>
}

export interface Engines {
  times: EngineTimes[]
  memory: Answer['memory']
}

/** The last two are given the same: what is left of the files without types, for unctx reads none. */
const names = [
  'parse alone',
  'parse and map',
  'text engine',
  'plain Babel',
  'Babel plugin',
  'text engine, without types',
  'unctx',
]

export async function measureEngines(rounds: number): Promise<Engines> {
  const sources = loadLanguages()
  const children: Record<string, ChildProcess> = {}
  const skip: string[] = []
  try {
    for (const name of names) {
      children[name] = launch(name)
      // Its first look at every file warms it, too.
      skip.push(...(await answerOf<Answer>(children[name], `the start of ${name}`)).refused)
    }
    const times: EngineTimes[] = []
    for (const language of ['TypeScript', 'JavaScript'] as const) {
      const files = sources[language].flatMap((each) => each.files).filter(({ name }) => !skip.includes(name))
      const all = sources[language].reduce((sum, each) => sum + each.files.length, 0)
      const measured: EngineTimes = {
        language,
        sources: sources[language].map(({ title }) => title),
        files: files.length,
        megabytes: files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0) / 1e6,
        skipped: all - files.length,
        times: Object.fromEntries(names.map((name) => [name, []])),
      }
      for (let round = 0; round <= rounds; round++) {
        const sums = Object.fromEntries(names.map((name) => [name, 0]))
        // All engines for a package before the next: what slows the machine for a while slows them all.
        for (const { title } of sources[language])
          for (const name of round % 2 ? names.toReversed() : names) {
            const { ms } = await ask(children[name] as ChildProcess, { source: title, skip })
            sums[name] = (sums[name] ?? 0) + ms
          }
        if (round > 0) for (const name of names) measured.times[name]?.push(sums[name] as number)
      }
      times.push(measured)
    }
    return { times, memory: await measureMemory() }
  } finally {
    for (const child of Object.values(children)) child.kill()
  }
}

/** In a new process, which has compiled nothing yet. */
async function measureMemory(): Promise<Answer['memory']> {
  const child = launch('text engine')
  try {
    await answerOf(child, 'the start of the text engine')
    return (await ask(child, { compile: 5000 })).memory
  } finally {
    child.kill()
  }
}

const launch = (name: string): ChildProcess =>
  fork(join(import.meta.dirname, 'engine.ts'), [name], {
    // Threads of the collector that wait for each other on a busy machine count as work.
    execArgv: ['--expose-gc', '--single-threaded-gc'],
  })

function ask(child: ChildProcess, question: Question): Promise<Answer> {
  child.send(question)
  return answerOf<Answer>(child, JSON.stringify(question).slice(0, 40))
}
