// `node test/bench/swc.ts`: what the SWC plugin adds to the time of @swc/core, in one run.
//
// Beside it: SWC without a plugin, and the plugin told to leave every file alone. That hands the tree over and back and does nothing else.

import { parseArgs } from 'node:util'
import type { Options } from '@swc/core'
import { hosts } from '../swc/hosts.ts'
import { loadLanguages } from './corpus.ts'
import { median } from './median.ts'

/** Times of the plugin that does nothing. */
const AIM = 1.4

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)

const forms: Record<string, (file: string) => [string, Record<string, unknown>][]> = {
  'without a plugin': () => [],
  'one that does nothing': (file) => [[file, { debug: false, exclude: '' }]],
  'afterword/swc': (file) => [[file, { debug: false }]],
}

for (const host of hosts) {
  if (!host.isBuilt) {
    console.log(`${host.name}: not built; npm run build:swc`)
    continue
  }
  for (const [language, sources] of Object.entries(loadLanguages())) {
    const syntax = language === 'TypeScript' ? ('typescript' as const) : ('ecmascript' as const)
    const compile = (form: string, code: string, filename: string): void => {
      const options: Options = {
        filename,
        isModule: 'unknown',
        sourceMaps: true,
        jsc: {
          parser: { syntax },
          target: 'es2022',
          experimental: { plugins: forms[form]?.(host.file) ?? [] },
        },
      }
      host.transform(code, options)
    }
    const read = sources.flatMap(({ files }) => files)
    // What SWC's parser refuses is nobody's to compile; the first look warms, too.
    const files = read.filter(({ code, name }) => {
      try {
        for (const form of Object.keys(forms)) compile(form, code, name)
        return true
      } catch {
        return false
      }
    })
    const megabytes = files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0) / 1e6
    const times: Record<string, number[]> = {}
    for (let round = 0; round < rounds; round++) {
      const sums: Record<string, number> = {}
      for (const { code, name } of files)
        for (const form of Object.keys(forms)) {
          const started = performance.now()
          compile(form, code, name)
          sums[form] = (sums[form] ?? 0) + performance.now() - started
        }
      for (const [form, sum] of Object.entries(sums)) times[form] = [...(times[form] ?? []), sum]
    }
    const left = read.length > files.length ? `, ${read.length - files.length} not read by SWC` : ''
    console.log(
      `\n${host.name}, ${language}: ${files.length} files, ${megabytes.toFixed(1)} MB (${sources.map(({ title }) => title).join(', ')})${left}`,
    )
    for (const [form, all] of Object.entries(times))
      console.log(`  ${form.padEnd(24)}${(median(all) / megabytes).toFixed(0).padStart(6)} ms/MB`)
    const of = (form: string): number[] => times[form] ?? []
    const ratio = median(of('afterword/swc').map((each, at) => each / (of('one that does nothing')[at] ?? 0)))
    const verdict = ratio <= AIM ? 'holds ' : 'MISSED'
    console.log(`  ${verdict} at most ${AIM} × one that does nothing: ${ratio.toFixed(2)}`)
  }
}
