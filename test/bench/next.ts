// `node test/bench/next.ts [--rounds 5] [--seconds 5]`: what the plugin costs an app of Next, against the same app without it, in pairs: time of the
// build, server bundle (gzipped), requests per second.

import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import autocannon from 'autocannon'
import { closeWorkspace, Project } from '../next/project.ts'
import { median } from './median.ts'

const AIMS = { build: 1.1, bundle: 1.03, rps: 0.97 }

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
})
const rounds = Number(values.rounds)

const kinds = ['plain', 'afterword'] as const
type Kind = (typeof kinds)[number]

/** Who is first changes from round to round. */
const orderOf = (round: number): readonly Kind[] => (round % 2 ? [...kinds].reverse() : kinds)

const projects = Object.fromEntries(
  kinds.map((compile) => [compile, new Project({ compile, common: true })]),
) as Record<Kind, Project>

try {
  const ratios: number[] = []
  // The first build warms the disk's cache.
  for (let round = -1; round < rounds; round++) {
    const ms = {} as Record<Kind, number>
    for (const kind of orderOf(round)) {
      rmSync(join(projects[kind].folder, '.next'), { recursive: true, force: true })
      const built = await projects[kind].build()
      if (built.code !== 0) throw new Error(built.said)
      ms[kind] = built.ms
    }
    if (round < 0) continue
    ratios.push(ms.afterword / ms.plain)
    console.log(`build ${round + 1}: ${Math.round(ms.plain)} and ${Math.round(ms.afterword)} ms`)
  }
  tell('build time', median(ratios), AIMS.build, 'at most')

  const [plain, compiled] = kinds.map((kind) => sizeOf(projects[kind].folder))
  console.log(`server bundle: ${plain} and ${compiled} bytes gzipped`)
  tell('server bundle', (compiled as number) / (plain as number), AIMS.bundle, 'at most')

  for (const path of ['/api/methods', '/docs', '/static'])
    tell(`requests per second of ${path}`, await compare(path), AIMS.rps, 'at least')
} finally {
  closeWorkspace()
}

function sizeOf(folder: string): number {
  const files = globSync('.next/server/**/*.js', { cwd: folder })
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
}

/** The median of the ratios of pairs: both servers run, and are asked in turn. */
async function compare(path: string): Promise<number> {
  await using plain = await projects.plain.start()
  await using compiled = await projects.afterword.start()
  const urls = { plain: plain.url, afterword: compiled.url }
  const ratios: number[] = []
  for (let round = -1; round < rounds; round++) {
    const rps = {} as Record<Kind, number>
    for (const kind of orderOf(round)) {
      const result = await autocannon({
        url: `${urls[kind]}${path}`,
        connections: 20,
        duration: Number(values.seconds),
      })
      if (result.errors + result.non2xx > 0) throw new Error(`${path}: requests failed`)
      rps[kind] = result['2xx'] / result.duration
    }
    if (round < 0) continue
    ratios.push(rps.afterword / rps.plain)
    console.log(`${path}: ${Math.round(rps.plain)} and ${Math.round(rps.afterword)} requests per second`)
  }
  return median(ratios)
}

function tell(what: string, ratio: number, aim: number, which: string): void {
  console.log(`${what}: ${ratio.toFixed(3)} of Next alone (aim: ${which} ${aim})\n`)
}
