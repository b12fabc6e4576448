// `npm run build && node test/bench/next.ts`: what the plugin costs an app of Next, against the same app without it, in pairs: time of the build,
// server bundle (gzipped), and processor time and number of requests of routes and a page with none, one and two tasks.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { closeWorkspace, Project, type Server } from '../next/project.ts'
import { median } from './median.ts'
import { cpuOf, load, verdict } from './scatter.ts'
import type { Load, Measured } from './throughput/client.ts'

const AIMS = { build: 1.1, bundle: 1.03, rps: 0.97, cpu: 1.03 }

const { values } = parseArgs({
  options: {
    /** Pairs of builds. */
    builds: { type: 'string', default: '5' },
    /** Pairs of runs for each path, and how often the servers are started. */
    pairs: { type: 'string', default: '20' },
    launches: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '2' },
    path: { type: 'string', default: 'none,one,two,page' },
  },
})
const builds = Number(values.builds)
const seconds = Number(values.seconds)

const kinds = ['plain', 'afterword'] as const
type Kind = (typeof kinds)[number]

/** Who is first changes from round to round. */
const orderOf = (round: number): readonly Kind[] => (round % 2 ? [...kinds].reverse() : kinds)

/** The smallest route handler with so many tasks. */
const route = (tasks: string): string => `import { after } from 'next/server'
const counts = { after, done: 0 }
const find = async (id: string) => ({ id })
export async function GET(request: Request): Promise<Response> {
  const order = await find(request.method)
${tasks}  return Response.json(order)
}
`
const first = '  after(() => { counts.done++ })\n'
const second = '  after(async () => { await null; counts.done++ })\n'
const page = `import { after, connection } from 'next/server'
const counts = { done: 0 }
export default async function Page() {
  await connection()
  after(() => { counts.done++ })
  return <h1>Order</h1>
}
`
const files: Record<string, string> = {
  'app/bench/none/route.ts': route(''),
  'app/bench/one/route.ts': route(first),
  'app/bench/two/route.ts': route(first + second),
  'app/bench/page/page.tsx': page,
}

const projects = Object.fromEntries(
  kinds.map((compile) => [compile, new Project({ compile, common: true })]),
) as Record<Kind, Project>

try {
  for (const project of Object.values(projects))
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project.folder, file)), { recursive: true })
      project.write(file, text)
    }
  const ratios: number[] = []
  // The first build warms the disk's cache.
  for (let round = -1; round < builds; round++) {
    const ms = {} as Record<Kind, number>
    for (const kind of orderOf(round)) {
      rmSync(join(projects[kind].folder, '.next'), { recursive: true, force: true })
      const built = await projects[kind].build()
      if (built.code !== 0) throw new Error(built.said)
      ms[kind] = built.ms
    }
    if (round >= 0) ratios.push(ms.afterword / ms.plain)
  }
  if (builds > 0) console.log(verdict(ratios, AIMS.build, 'most', 'time of the build'))

  const [plain, compiled] = kinds.map((kind) => sizeOf(projects[kind].folder))
  const bundle = (compiled as number) / (plain as number)
  console.log(
    `  server bundle: ${plain} and ${compiled} bytes gzipped, ${bundle.toFixed(3)} (aim: at most ${AIMS.bundle})`,
  )

  for (const name of values.path.split(',')) await compare(`/bench/${name}`)
} finally {
  closeWorkspace()
}

function sizeOf(folder: string): number {
  const files = globSync('.next/server/**/*.js', { cwd: folder })
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
}

/** Both servers run, and are asked in turn. */
async function compare(path: string): Promise<void> {
  const found: Record<'rps' | 'cpu', number[]> = { rps: [], cpu: [] }
  const plain: Record<'rps' | 'cpu', number[]> = { rps: [], cpu: [] }
  const before = load()
  const launches = Number(values.launches)
  for (let launch = 0; launch < launches; launch++) {
    const client = fork(join(import.meta.dirname, 'throughput/client.ts'))
    await once(client, 'message')
    await using alone = await projects.plain.start()
    await using ours = await projects.afterword.start()
    const servers = { plain: alone, afterword: ours }
    for (const kind of kinds) await run(client, servers[kind], path, 3)
    for (let round = 0; round < Number(values.pairs) / launches; round++) {
      const runs = {} as Record<Kind, Record<'rps' | 'cpu', number>>
      for (const kind of orderOf(round)) runs[kind] = await run(client, servers[kind], path, seconds)
      for (const what of ['rps', 'cpu'] as const) {
        found[what].push(runs.afterword[what] / runs.plain[what])
        plain[what].push(runs.plain[what])
      }
    }
    client.kill()
  }
  const alone = `${median(plain.rps).toFixed(0)} requests per second, ${(1000 * median(plain.cpu)).toFixed(0)} µs of processor time each`
  console.log(`
${path}: Next alone ${alone}; ${found.rps.length} pairs, load ${before} to ${load()}
${verdict(found.cpu, AIMS.cpu, 'most', 'processor time per request')}
${verdict(found.rps, AIMS.rps, 'least', 'requests per second')}`)
}

async function run(client: ChildProcess, { pid, url }: Server, path: string, seconds: number) {
  const before = cpuOf(pid)
  client.send({ url: `${url}${path}`, connections: 20, seconds } satisfies Load)
  const [{ rps, requests }] = (await once(client, 'message')) as [Measured]
  return { rps, cpu: (cpuOf(pid) - before) / requests }
}
