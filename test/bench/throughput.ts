// `node test/bench/throughput.ts`: what the host modules cost a server, over real connections.
//
// A server without afterword and one with it stand side by side, each in a process of its own; autocannon, in another, asks them in
// turn, in short runs. What slows the machine for a while slows both; a pair of runs makes a ratio, and the median of all counts.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './median.ts'
import { load, spread, verdict } from './scatter.ts'
import { ask, type Run, type Server } from './throughput/ask.ts'
import type { Load } from './throughput/client.ts'
import type { Host } from './throughput/hosts.ts'
import type { Told } from './throughput/server.ts'

const usage = `npm run build && node test/bench/throughput.ts
  --host=node,hono,middleware,fastify,fetch   only these
  --launches=4       how often new processes are started: where the engine puts things is a matter of luck
  --rounds=8         pairs of runs for each
  --seconds=2        how long a run is
  --json             one JSON document`

/** What is wanted of it. */
const aims = {
  /** Requests per second, times those without the host module. */
  rps: 0.97,
  /** Processor time per request, times that without. */
  cpu: 1.03,
  /** Milliseconds of the slowest response in a hundred while tasks wait, times those while the same work waits that was begun by hand. */
  p99: 1.05,
}

type Name = 'wrapped' | 'waiting' | 'hand'
type Asked = 'plain' | Name

const titles: Record<Host, string> = {
  node: 'node:http',
  hono: 'Hono on @hono/node-server, withAfter(app.fetch)',
  middleware: 'Hono on @hono/node-server, app.use(afterword()), of middleware that does nothing',
  fastify: 'Fastify',
  fetch: 'a fetch handler on @hono/node-server',
}

/** Times without. */
interface Ratio {
  rps: number
  cpu: number
  p99: number
}

interface Found {
  host: Host
  /** Of pairs of runs: `wrapped` is asked by many clients, the others by few. */
  ratios: Record<Name, Ratio[]>
  /** p99 of `waiting`, times that of `hand`. */
  held: number[]
  plain: { rps: number[]; p99: number[] }
}

const folder = join(import.meta.dirname, 'throughput')

async function start(host: Host, variant: Asked): Promise<Server> {
  const child = fork(join(folder, 'server.ts'), [host, variant])
  const [{ url }] = (await once(child, 'message')) as [Told]
  return { process: child, url: url as string }
}

async function measure(
  host: Host,
  effort: { launches: number; rounds: number; seconds: number },
): Promise<Found> {
  const found: Found = {
    host,
    ratios: { wrapped: [], waiting: [], hand: [] },
    held: [],
    plain: { rps: [], p99: [] },
  }
  const { seconds } = effort
  for (let launch = 0; launch < effort.launches; launch++) {
    const client = fork(join(folder, 'client.ts'))
    await once(client, 'message')
    const servers = {} as Record<Asked, Server>
    for (const variant of ['plain', 'wrapped', 'waiting', 'hand'] as const)
      servers[variant] = await start(host, variant)
    const compare = async (names: Name[], how: Omit<Load, 'url'>, note: (plain: Run) => void) => {
      for (let round = 0; round < effort.rounds; round++) {
        const turn: Asked[] = ['plain', ...names]
        const runs = {} as Record<Asked, Run>
        for (const name of round % 2 ? turn.toReversed() : turn)
          runs[name] = await ask(client, servers[name], how)
        const { plain, waiting, hand } = runs
        note(plain)
        if (waiting && hand) found.held.push(waiting.p99 / hand.p99)
        for (const name of names) {
          const own = runs[name]
          found.ratios[name].push({
            rps: own.rps / plain.rps,
            cpu: own.cpu / plain.cpu,
            p99: own.p99 / plain.p99,
          })
        }
      }
    }
    try {
      const full = { connections: 64, seconds }
      // Warm: until the last of the engine's compilers has had its say.
      for (const server of Object.values(servers))
        await ask(client, server, { ...full, seconds: seconds * 2 })
      await compare(['wrapped'], full, ({ rps }) => found.plain.rps.push(rps))
      // Few, not slow ones: to keep to a rate, autocannon asks for all that is due in a second at its beginning.
      await compare(['waiting', 'hand'], { connections: 4, seconds }, ({ p99 }) => found.plain.p99.push(p99))
    } finally {
      for (const { process: child } of Object.values(servers)) child.kill()
      client.kill()
    }
  }
  return found
}

function print({ host, ratios, held, plain }: Found): void {
  const of = (name: Name, what: keyof Ratio): number[] => ratios[name].map((ratio) => ratio[what])
  const [full, slow] = [median(plain.rps), median(plain.p99)]
  console.log(`
${titles[host]}: without, ${full.toFixed(0)} requests per second of 64 clients; a p99 of ${slow.toFixed(2)} ms for 4; load ${load()}
${verdict(of('wrapped', 'cpu'), aims.cpu, 'most', 'processor time per request, of without')}
${verdict(of('wrapped', 'rps'), aims.rps, 'least', 'requests per second, of without')}
${verdict(held, aims.p99, 'most', 'p99 while each request leaves a task of 50 ms, of the same work begun by hand')}
  p99 of without: ${spread(of('waiting', 'p99'))}, begun by hand ${spread(of('hand', 'p99'))}
  processor time of without, with the task: ${spread(of('waiting', 'cpu'))}, by hand ${spread(of('hand', 'cpu'))}`)
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const
  let values: { host?: string; launches?: string; rounds?: string; seconds?: string; json?: boolean }
  try {
    values = parseArgs({
      options: { host: text, launches: text, rounds: text, seconds: text, json: { type: 'boolean' } },
    }).values
  } catch (error) {
    console.error(`throughput: ${(error as Error).message}\n\n${usage}`)
    return 2
  }
  const { host = 'node,hono,middleware,fastify,fetch', launches = 4, rounds = 8, seconds = 2, json } = values
  const effort = { launches: Number(launches), rounds: Number(rounds), seconds: Number(seconds) }
  const hosts = host.split(',')
  if (hosts.some((name) => !Object.hasOwn(titles, name)) || !Object.values(effort).every((n) => n >= 1)) {
    console.error(usage)
    return 2
  }
  const all: Found[] = []
  const before = loadavg()[0] ?? 0
  if (!json) console.log(`Node ${process.version}; load of the machine before: ${before.toFixed(2)}`)
  for (const name of hosts) {
    const found = await measure(name as Host, effort)
    all.push(found)
    if (!json) print(found)
  }
  if (json) console.log(JSON.stringify({ node: process.version, load: before, all }))
  return 0
}

process.exitCode = await main()
