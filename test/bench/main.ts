// `npm run bench`: what the compiled program costs, and what compiling does to real sources.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPrograms, type Compiler, loadCompiler } from './build.ts'
import { loadCorpus, loadLanguages } from './corpus.ts'
import { measureDatabase } from './database.ts'
import { type Engines, measureEngines } from './engines.ts'
import { type Growth, measureGrowth } from './growth.ts'
import { printGrowth } from './growth-table.ts'
import { median } from './median.ts'
import { findNodes } from './nodes.ts'
import { rows, titles } from './rows.ts'
import { measureSpeed, type Speed } from './speed.ts'
import { align, percent, verdict } from './tables.ts'
import { paired, type Times, time } from './time.ts'

const usage = `npm run bench                            time on this Node, growth, speed, engines
npm run bench -- --node=20,22,24,26      time on these versions (fetched from npm into .cache)
npm run bench -- --row=request,awaits    only these rows: ${rows.map(({ name }) => name).join(', ')},
                                         growth, speed, engines
npm run bench -- --row=database          an app with a query for each request, with and without (pg from npm;
                                         --pglite: not PostgreSQL, also where the machine has it)
npm run bench -- --launches=5 --rounds=20  more processes and rounds than 3 and 12, less noise
npm run bench -- --compare=HEAD~1        beside what that commit's compiler makes
npm run bench -- --json                  one JSON document`

const root = join(import.meta.dirname, '../..')

/** What is wanted of it. */
const aims = {
  /** Times what threading by hand costs, on each line. */
  ratio: 1.1,
  /** Nanoseconds that a closure call may add where the register is right already. */
  closure: 1,
  /** The text engine, times as fast. */
  faster: { unctx: 1, 'Babel plugin': 4, 'parse and map': 0.5 },
  /** Times what it holds after the first thousand files. */
  memory: 1.1,
}

interface Report {
  machine: string
  times: Times[]
  growth: Growth[]
  compared: Growth[]
  speed: Speed[]
  engines: Engines | null
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  let values: {
    node?: string
    row?: string
    rounds?: string
    launches?: string
    compare?: string
    pglite: boolean
    json: boolean
    help: boolean
  }
  try {
    const options = {
      node: text,
      row: text,
      rounds: text,
      launches: text,
      compare: text,
      pglite: flag,
      json: flag,
      help: { ...flag, short: 'h' },
    } as const
    values = parseArgs({ options }).values
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n\n${usage}`)
    return 2
  }
  if (values.help) {
    console.log(usage)
    return 0
  }
  const known = [...rows.map(({ name }) => name), 'growth', 'speed', 'engines']
  const wanted = values.row?.split(',') ?? known
  const rounds = Number(values.rounds ?? 12)
  const launches = Number(values.launches ?? 3)
  // A server and a database, so only when it is asked for.
  const servers = ['database']
  const unknown = wanted.find((name) => ![...known, ...servers].includes(name))
  if (unknown !== undefined || !(rounds >= 1 && launches >= 1)) {
    console.error(
      `bench: there is no ${unknown === undefined ? 'such number of rounds' : unknown}\n\n${usage}`,
    )
    return 2
  }

  if (wanted.includes('database')) {
    await measureDatabase({ launches, rounds: rounds * 3, seconds: 0.5, pglite: values.pglite })
    if (wanted.length === 1) return 0
  }
  const current = await loadCompiler('compiled')
  const earlier = values.compare ? await loadEarlier(values.compare) : undefined
  const report: Report = { machine: machine(), times: [], growth: [], compared: [], speed: [], engines: null }

  const timed = rows.filter(({ name }) => wanted.includes(name)).map(({ name }) => name)
  if (timed.length > 0) {
    const built = await buildPrograms(earlier ? [current, earlier] : [current])
    for (const node of values.node ? findNodes(values.node.split(',')) : [process.execPath]) {
      const times = await time(node, built, { rows: timed, rounds, launches })
      times.node = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
      report.times.push(times)
    }
  }
  if (wanted.includes('growth'))
    for (const source of loadCorpus()) {
      report.growth.push(await measureGrowth(source, current.engine))
      if (earlier) report.compared.push(await measureGrowth(source, earlier.engine))
    }
  if (wanted.includes('speed'))
    for (const source of loadLanguages().JavaScript) report.speed.push(measureSpeed(source, current.plugin))
  if (wanted.includes('engines')) report.engines = await measureEngines(Math.min(rounds, 5))
  if (values.json) console.log(JSON.stringify(report, null, 2))
  else print(report, earlier?.name)
  return 0
}

const machine = (): string => `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}`

/** The compiler as it was at a commit: its files, beside ours, so that it finds the same packages. */
async function loadEarlier(revision: string): Promise<Compiler> {
  const git = (...args: string[]): Buffer =>
    execFileSync('git', args, { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] })
  const commit = git('rev-parse', '--short', `${revision}^{commit}`).toString().trim()
  const folder = join(root, '.cache/earlier', commit)
  if (!existsSync(folder)) {
    const part = `${folder}.part`
    rmSync(part, { recursive: true, force: true })
    mkdirSync(part, { recursive: true })
    const archive = git(
      'archive',
      commit,
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'transform',
      'runtime',
    )
    execFileSync('tar', ['-x', '-C', part], { input: archive })
    renameSync(part, folder)
  }
  return loadCompiler(`at ${commit}`, folder)
}

// — printing

function print(report: Report, earlier: string | undefined): void {
  console.log(report.machine)
  const verdicts: string[] = []
  for (const times of report.times) verdicts.push(...printTimes(times, earlier))
  if (report.growth.length > 0) verdicts.push(...printGrowth(report.growth, report.compared))
  if (report.speed.length > 0) printSpeed(report.speed)
  if (report.engines) verdicts.push(...printEngines(report.engines))
  if (verdicts.length > 0) console.log(`\nAims\n${verdicts.join('\n')}`)
}

function printTimes({ node, times, lost }: Times, earlier: string | undefined): string[] {
  const shown = ['compiled', ...(earlier ? [earlier] : []), 'AsyncLocalStorage', 'unctx']
  const table = [['ns, and times by hand', '', 'by hand', ...shown]]
  const slow: string[] = []
  const slower: string[] = []
  let closure = Number.NaN
  for (const row of rows) {
    const measured = times[row.name]
    const hand = measured?.['by hand']
    if (!measured || !hand) continue
    const ratio = (name: string): number => paired(measured[name] ?? [], hand, (own, base) => own / base)
    const cells = shown.map((name) => {
      const mark = lost[row.name]?.includes(name) ? ' ✗' : ''
      return `${format(median(measured[name] ?? []))}  ${ratio(name).toFixed(2)}${mark}`
    })
    table.push([titles[row.name] ?? '', row.unit, format(median(hand)), ...cells])
    const { compiled = [], AsyncLocalStorage: storage = [] } = measured
    if (row.name === 'tight') closure = paired(compiled, hand, (own, base) => own - base)
    if (ratio('compiled') > aims.ratio) slow.push(`${row.name} ${ratio('compiled').toFixed(2)}`)
    const against = paired(compiled, storage, (own, base) => own / base)
    if (against > 1) slower.push(`${row.name} ${against.toFixed(2)}`)
  }
  console.log(`\nNode ${node}\n${align(table)}`)
  if (Object.values(lost).some((names) => names.length > 0))
    console.log('✗ knows of no request, or of another, at some of the places that ask')
  const verdicts = [
    verdict(slow.length === 0, `${node}: at most ${aims.ratio} × by hand`, slow.join(', ') || 'every line'),
    verdict(
      slower.length === 0,
      `${node}: never slower than AsyncLocalStorage`,
      slower.join(', ') || 'every line',
    ),
  ]
  if (!Number.isNaN(closure))
    verdicts.push(
      verdict(
        closure <= aims.closure,
        `${node}: at most ${aims.closure} ns per closure call`,
        `${closure.toFixed(2)} ns`,
      ),
    )
  return verdicts
}

const format = (ns: number): string => (ns < 10 ? ns.toFixed(2) : ns < 100 ? ns.toFixed(1) : ns.toFixed(0))

function printSpeed(speed: readonly Speed[]): void {
  const table = [['compile speed', 'MB', 'Babel, ms', 'afterword adds, ms', '']]
  for (const { title, megabytes, babel, added } of speed)
    table.push([
      title,
      megabytes.toFixed(2),
      babel.toFixed(0),
      added.toFixed(0),
      `+${percent(added / babel, 0)}`,
    ])
  console.log(`\n${align(table)}`)
}

function printEngines({ times, memory }: Engines): string[] {
  const verdicts: string[] = []
  for (const { language, sources, files, megabytes, skipped, times: measured } of times) {
    const text = measured['text engine'] ?? []
    const beside = measured['text engine, without types'] ?? []
    const ratio = (name: string): number =>
      paired(measured[name] ?? [], name === 'unctx' ? beside : text, (other, own) => other / own)
    const table = [[`engines, ${language}`, 'MB/s of processor time', 'text engine is faster, times']]
    for (const [name, all] of Object.entries(measured))
      table.push([name, ((1000 * megabytes) / median(all)).toFixed(1), ratio(name).toFixed(2)])
    console.log(`\n${align(table)}`)
    console.log(`${files} files, ${megabytes.toFixed(1)} MB: ${sources.join(', ')}`)
    if (skipped > 0) console.log(`without ${skipped} files that one of them does not take`)
    for (const [name, aim] of Object.entries(aims.faster))
      verdicts.push(
        verdict(
          ratio(name) >= aim,
          `${language}: at least ${aim} × as fast as ${name}`,
          ratio(name).toFixed(2),
        ),
      )
  }
  const table = [['memory of the text engine, MB', 'alive', 'peak']]
  for (const { files, heap, peak } of memory)
    table.push([`after ${files} files`, heap.toFixed(1), peak.toFixed(0)])
  console.log(`\n${align(table)}`)
  for (const what of ['heap', 'peak'] as const) {
    const grown = (memory.at(-1)?.[what] ?? Number.NaN) / (memory[0]?.[what] ?? Number.NaN)
    const title = what === 'heap' ? 'what is alive' : 'the peak'
    verdicts.push(
      verdict(
        grown <= aims.memory,
        `over ${memory.at(-1)?.files} files ${title} grows at most ${aims.memory} ×`,
        grown.toFixed(2),
      ),
    )
  }
  return verdicts
}

process.exitCode = await main()
