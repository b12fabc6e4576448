// What the Babel plugin adds to the time of Babel.

import { type PluginItem, transformSync } from '@babel/core'
import type { Source } from './corpus.ts'
import { median } from './median.ts'
import { quietly } from './quietly.ts'

export interface Speed {
  title: string
  megabytes: number
  /** Milliseconds for all files, medians of interleaved rounds: Babel by itself, and what the plugin adds. */
  babel: number
  added: number
}

export function measureSpeed(source: Source, plugin: PluginItem, rounds = 5): Speed {
  const alone: number[] = []
  const added: number[] = []
  const megabytes = source.files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0) / 1e6
  // Small sources several times over: a pause of the machine must not be all there is to see.
  const times = Math.min(20, Math.ceil(0.5 / megabytes))
  const work = (plugins: PluginItem[]): void => {
    for (let i = 0; i < times; i++) for (const { name, code } of source.files) compile(name, code, plugins)
  }
  for (let round = 0; round <= rounds; round++) {
    const without = time(() => work([])) / times
    const within = time(() => work([plugin])) / times
    if (round === 0) continue
    alone.push(without)
    added.push(within - without)
  }
  return { title: source.title, megabytes, babel: median(alone), added: median(added) }
}

function compile(filename: string, code: string, plugins: PluginItem[]): void {
  quietly(() =>
    transformSync(code, {
      filename,
      plugins,
      configFile: false,
      babelrc: false,
      comments: false,
      compact: false,
      sourceType: 'unambiguous',
      presets: filename.endsWith('.ts') ? ['@babel/preset-typescript'] : [],
    }),
  )
}

function time(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
