// `node test/situations/run.ts <engine> <folder of the packages> [part of a claim]`: runs the programs, and prints what came out as JSON.
// A process for each engine, for AsyncLocalStorage shall not be there beside afterword.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openScope } from '../../runtime/index-server.ts'
import { storage, writePrograms } from './compile.ts'
import type { Kind } from './situation.ts'
import { situations } from './situations.ts'
import { type Answer, answersOf, later, nameOf } from './world/answers.ts'
import { nodeRequest } from './world/fakes.ts'

export const phases = ['open', 'over'] as const
export type Phase = (typeof phases)[number]

export interface Played {
  claim: string
  kind: Kind
  phase: Phase
  /** Once bob's request runs, and before: what came of each question. */
  answers: Answer[]
  /** Where the program ended otherwise than it should. */
  failed?: string
}

interface Open {
  run(fn: (request: object) => unknown): unknown
  close(): Promise<unknown>
}

interface Program {
  before?(): unknown
  ada?(request: object): unknown
  bob?(request: object): unknown
  GET?(request: object): unknown
  POST?(request: object): unknown
  end?(): unknown
}

const [tool = 'text', folder = '', filter = ''] = process.argv.slice(2)
const chosen = situations.filter(({ claim }) => claim.includes(filter))
const open = tool === storage ? await openStorage() : openRequest
const place = await writePrograms(chosen, tool, folder, phases)

/** What was thrown where nobody catches it, by the program in whose file that was; else by no name. */
const thrown = new Map<string, string>()
const note = (error: unknown): void => {
  const text = (error as Error)?.stack ?? String(error)
  thrown.set(/file:\/\/[^ )]*main\.js/.exec(text)?.[0] ?? '', text)
}
process.on('uncaughtException', note)
process.on('unhandledRejection', note)

const [SHORT, LONG] = [50, 5000]
const load = (url: string): Promise<Program> => import(url)
const urlOf = (phase: Phase, index: number): string =>
  pathToFileURL(join(place(phase, index), 'main.js')).href
// Before any of them runs, for loading a package takes long.
for (const phase of phases) for (const index of chosen.keys()) await load(urlOf(phase, index)).catch(() => {})

const played: Played[] = []
const queue = chosen.flatMap((situation, index) => phases.map((phase) => ({ situation, index, phase })))
await Promise.all(
  Array.from({ length: 48 }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { situation, index, phase } = next
      const { claim, kind } = situation
      const program = urlOf(phase, index)
      const failed = (await play(program, phase)) ?? thrown.get(program)
      played.push({ claim, kind, phase, answers: answersOf(program), ...(failed && { failed }) })
    }
  }),
)
const order = (one: Played): number => chosen.findIndex(({ claim }) => claim === one.claim)
played.sort((a, b) => order(a) - order(b))
process.stdout.write(JSON.stringify({ played, stray: thrown.get('') ?? null }), () => process.exit())

/** @returns what went wrong */
async function play(url: string, phase: Phase): Promise<string | undefined> {
  try {
    const program = await load(url)
    const [first, second] = [program.ada ?? program.GET, program.bob ?? program.POST]
    if (!first || !second) throw new Error('a program exports ada and bob')
    const bob = open(nameOf('bob', url))
    if (program.before) await settle(bob.run(program.before), LONG)
    const ada = open(nameOf('ada', url))
    await settle(ada.run(first), SHORT)
    if (phase === 'over') await ada.close()
    const asked = answersOf(url).length
    await settle(bob.run(second), LONG)
    if (answersOf(url).length === asked) throw new Error('nobody asked in the request of bob')
    await Promise.all([ada.close(), bob.close()])
    await settle(program.end?.(), LONG)
  } catch (error) {
    return (error as Error).stack
  }
}

/** Until it is over, or seems to wait for another request: for so many milliseconds, and turns of the event loop. */
async function settle(result: unknown, atMost: number): Promise<void> {
  const wait = async (): Promise<void> => {
    await later(atMost)
    for (let n = 0; n < 10; n++) await later(1)
  }
  await Promise.race([result, wait()])
  for (let n = 0; n < 4; n++) await later(1)
}

/** What the programs get: a Request that knows Node's pair, all of them carriers. */
function requestOf(name: string): { request: Request; carriers: object[] } {
  const [user = ''] = name.split(' ')
  const pair = nodeRequest(user)
  const request = Object.assign(new Request('http://test/', { headers: { 'x-user': user } }), pair, { user })
  return { request, carriers: [request, pair.req, pair.res] }
}

function openRequest(name: string): Open {
  const { request, carriers } = requestOf(name)
  const scope = openScope({ name, host: 'situation', carriers, request })
  return {
    run: (fn) => scope.run(fn, request),
    close: () => {
      scope.close('sent')
      return scope.drained
    },
  }
}

async function openStorage(): Promise<(name: string) => Open> {
  const { storage: store } = await import('./world/storage.ts')
  return (name) => ({
    run: (fn) => store.run(name, fn, requestOf(name).request),
    close: async () => {},
  })
}
