// Many requests at once, and many of them: no task sees another request, and nothing is kept.
import { after, cookies, currentScope, headers } from 'afterword'
import { type Call, type Route, sleep } from '../call.ts'

const counts = { requests: 0, tasks: 0, mixed: 0 }

const some = (call: Call): number => Math.random() * Number(call.query.get('ms') ?? 8)

// workerd alone, with nothing of ours, cancels some requests that wait for another one: up to 7 of 100 on a busy machine.
const waitsForOthers = globalThis.navigator?.userAgent !== 'Cloudflare-Workers'

/** A pool that all requests share: what is awaited here is settled by whoever comes by. */
const waiting: (() => void)[] = []
const turn = () =>
  new Promise<void>((resolve) => {
    if (!waitsForOthers) return setTimeout(resolve, 2)
    waiting.push(resolve)
    if (waiting.length > 3) for (const one of waiting.splice(0)) one()
    else setTimeout(() => waiting.shift()?.(), 2)
  })

function check(call: Call): void {
  const own = headers().get('x-id') === call.id && cookies().get('session')?.value === call.id
  if (!own || currentScope()?.name !== `GET ${call.path}`) counts.mixed++
}

async function pass(call: Call, depth: number): Promise<void> {
  check(call)
  await (depth % 2 ? sleep(some(call)) : turn())
  check(call)
  // A callback that the engine starts: what it finds in the register must be nobody's.
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      check(call)
      resolve()
    }, some(call))
  })
  after(async () => {
    check(call)
    await sleep(some(call))
    check(call)
    counts.tasks++
    if (depth === 0) after(() => counts.tasks++)
  })
  if (depth > 0) await pass(call, depth - 1)
}

// Pages rather than one list: that list would be a leak of its own.
let pages: WeakRef<object>[] = []

export const load: Record<string, Route> = {
  '/isolation': async (call) => {
    counts.requests++
    await Promise.all([pass(call, 2), pass(call, 1)])
    return { body: call.id }
  },
  '/__counts': () => ({ body: JSON.stringify(counts) }),
  '/memory': async (call) => {
    const scope = currentScope()
    if (scope) pages.push(new WeakRef(scope))
    const held = new Uint8Array(10_000)
    after(async () => {
      await sleep(0)
      held[0] = call.id.length
    })
    after(() => {})
    return { body: 'memory' }
  },
  '/__live': () => {
    const live = pages.filter((ref) => ref.deref()).length
    pages = []
    return { body: JSON.stringify({ live }) }
  },
}
