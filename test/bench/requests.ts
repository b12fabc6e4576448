// `npm run build && node test/bench/requests.ts`: the processor time that a request of each host takes inside of its process, and the floor: the smallest
// program that does what a host module is for (`least` and `holding` of throughput/hosts.ts).
//
// Each variant is a process of its own, asked in turn; other work on the machine slows runs and quickens none, so the quicker ones count.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './median.ts'
import { load, share } from './scatter.ts'
import type { Host, Variant } from './throughput/hosts.ts'

const variants: Record<Variant, string> = {
  plain: 'without',
  wrapped: 'with the host module',
  least: 'the smallest program instead',
  hand: 'a task of 50 ms, begun by hand',
  waiting: 'the same, given to after()',
  holding: 'the same, the smallest program instead',
}

async function ask(child: ChildProcess, times: number): Promise<number> {
  child.send(times)
  const [ns] = (await once(child, 'message')) as [number]
  return ns
}

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    host: { ...text, default: 'node,hono,middleware,fastify,fetch' },
    launches: { ...text, default: '3' },
    rounds: { ...text, default: '24' },
    times: { ...text, default: '4000' },
    ms: { ...text, default: '50' },
  },
})
const file = join(import.meta.dirname, 'requests/child.ts')
for (const host of values.host.split(',') as Host[]) {
  const found = {} as Record<Variant, number[]>
  for (let launch = 0; launch < Number(values.launches); launch++) {
    const children: [Variant, ChildProcess, number[]][] = []
    for (const variant of Object.keys(variants) as Variant[]) {
      const child = fork(file, [host, variant, values.ms])
      await once(child, 'message')
      children.push([variant, child, []])
    }
    for (let warm = 0; warm < 5; warm++)
      for (const [, child] of children) await ask(child, Number(values.times))
    for (let round = 0; round < Number(values.rounds); round++)
      for (const [, child, times] of round % 2 ? children.toReversed() : children)
        times.push(await ask(child, Number(values.times)))
    for (const [variant, child, times] of children) {
      found[variant] ??= []
      found[variant].push(share(times, 0.25))
      child.kill()
    }
  }
  console.log(`\n${host}: µs of processor time a request, in its process; load ${load()}`)
  for (const [variant, title] of Object.entries(variants) as [Variant, string][]) {
    const added = found[variant].map((ns, index) => ns - (found.plain[index] as number))
    console.log(
      `  ${title.padEnd(40)}${(median(found[variant]) / 1000).toFixed(2)}   +${(median(added) / 1000).toFixed(2)}`,
    )
  }
}
