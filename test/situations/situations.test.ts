// Whose request does a callback get? Every situation is compiled by every engine and run, as it is with AsyncLocalStorage.
//   UPDATE=1    writes the table in test/bench/README.md
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installPackages } from '../install.ts'
import { hosts } from '../swc/hosts.ts'
import { storage } from './compile.ts'
import { limits, type Reason, rightWhenOver } from './limits.ts'
import type { Phase, Played } from './run.ts'
import { situations } from './situations.ts'
import { findOutcome, type Outcome, readTable, renderTable, writeTable } from './table.ts'

const root = join(import.meta.dirname, '../..')
// The two plugins are one program, built for two trees.
const isFull = process.env.AFTERWORD_FULL === '1'
const swc = hosts.filter(({ isBuilt, engine }) => isBuilt && (isFull || engine === 'swc'))
const engines = ['text', 'babel', ...swc.map(({ engine }) => engine)]
for (const host of hosts)
  if (!swc.includes(host))
    console.log(`situations: not run with ${host.name}: ${host.isBuilt ? 'only with --full' : 'not built'}`)

const results = new Map<string, readonly Played[]>()

beforeAll(async () => {
  const cache = join(root, '.cache/situations')
  const { folder, missing } = await installPackages(join(import.meta.dirname, 'packages/package.json'), cache)
  if (missing) throw new Error(missing)
  const waiting = [...engines, storage]
  const next = async (): Promise<void> => {
    for (let tool = waiting.shift(); tool; tool = waiting.shift()) results.set(tool, await run(tool, folder))
  }
  await Promise.all([next(), next()])
}, 300_000)

async function run(tool: string, folder: string): Promise<Played[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), tool, folder], {
    cwd: root,
    // Compilers say on stderr what they think of the programs.
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${tool} ended with ${code}: node test/situations/run.ts ${tool} ${folder}`)
  const { played, stray }: { played: Played[]; stray: string | null } = JSON.parse(said)
  if (stray) throw new Error(stray)
  return played
}

const playedBy = (tool: string): readonly Played[] => results.get(tool) ?? []

/** What is known to be otherwise than wanted. */
function expected(claim: string, kind: string, phase: Phase): Outcome {
  for (const { claims, phases, gives } of Object.values<Reason>(limits))
    if (claims.includes(claim) && phases.includes(phase)) return gives
  return kind === 'waiter' && phase === 'over' && !rightWhenOver.includes(claim) ? 'another' : 'own'
}

describe.each(engines)('%s', (engine) => {
  const outcomes = (of: (played: Played) => Outcome | string, kind: string, phase: Phase) =>
    Object.fromEntries(
      playedBy(engine)
        .filter((each) => each.kind === kind && each.phase === phase)
        .map((each) => [each.claim, of(each)]),
    )

  test('every program comes to its end', () => {
    expect(playedBy(engine)).toHaveLength(situations.length * 2)
    expect(playedBy(engine).filter(({ failed }) => failed)).toEqual([])
  })

  test.each([
    ['a waiting callback is its author’s while that is open', 'waiter', 'open'],
    ['a waiting callback whose author is over', 'waiter', 'over'],
    ['what the first request makes is for whoever comes, while that is open', 'lazy', 'open'],
    ['what the first request made is for whoever comes, once that is over', 'lazy', 'over'],
    ['everything else is as if the scope were passed by hand', 'neutral', 'open'],
    ['everything else, once the first request is over', 'neutral', 'over'],
  ] as const)('%s', (_, kind, phase) => {
    const wanted = outcomes(({ claim }) => expected(claim, kind, phase), kind, phase)
    expect(Object.keys(wanted).length).toBeGreaterThan(0)
    expect(outcomes(findOutcome, kind, phase)).toEqual(wanted)
  })
})

describe('the list of limits', () => {
  const claims = situations.map(({ claim }) => claim)

  test('each situation is claimed once', () => {
    expect(claims).toHaveLength(new Set(claims).size)
  })

  test('it names situations that there are, each for one reason', () => {
    for (const phase of ['open', 'over'] as const) {
      const named = Object.values<Reason>(limits).flatMap(({ claims, phases }) =>
        phases.includes(phase) ? claims : [],
      )
      expect(named.filter((claim) => !claims.includes(claim))).toEqual([])
      expect(named).toHaveLength(new Set(named).size)
    }
    expect(rightWhenOver.filter((claim) => !claims.includes(claim))).toEqual([])
  })
})

describe('beside AsyncLocalStorage', () => {
  const rows = () =>
    new Map([
      ['afterword', playedBy('text')],
      ['AsyncLocalStorage of Node', playedBy(storage)],
    ])

  test('the same programs run with it, and it takes waiting callbacks for whoever runs them', () => {
    expect(playedBy(storage).filter(({ failed }) => failed)).toEqual([])
    const waiting = playedBy(storage).filter(({ kind, phase }) => kind === 'waiter' && phase === 'open')
    expect(waiting.filter((each) => findOutcome(each) === 'another').length).toBeGreaterThan(
      waiting.length / 2,
    )
  })

  test('test/bench/README.md has the table of this run: UPDATE=1 npx vitest run test/situations', () => {
    const table = renderTable(rows())
    if (process.env.UPDATE === '1') writeTable(table)
    expect(readTable()).toBe(table)
  })

  afterAll(() => console.log(renderTable(rows())))
})
