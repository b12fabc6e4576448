// `node test/bench/floor.ts --node=24,26`: what an `await` costs by whatever stands around it. AsyncLocalStorage is a part of the engine from Node 24
// on, and no code at all. Where two calls of nothing, or `try … finally` alone, cost more than it does, compiled code cannot cost less.
//
// Each form is a program in a process of its own, asked in turn; a launch makes a figure, for where the engine puts things is a matter of luck.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './median.ts'
import { findNodes } from './nodes.ts'
import { load } from './scatter.ts'

interface Form {
  title: string
  /** Before the function's own code, around each value that is awaited, in a `catch`, and when the function ends. */
  first?: string
  value?: readonly [before: string, after: string]
  caught?: string
  last?: string
}

const frame = 'const f = { s: register.scope, c: register.scope };'
const forms: Record<string, Form> = {
  hand: { title: 'by hand' },
  storage: { title: 'AsyncLocalStorage' },
  compiled: {
    title: 'compiled',
    first: frame,
    value: ['back(f, await leave(f, ', '))'],
    caught: 'again(f);',
    last: 'leave(f)',
  },
  write: {
    title: 'one write',
    first: frame,
    value: ['pass(await give(f, ', '), register.scope = f.s)'],
    caught: 'register.scope = f.s;',
    last: 'register.scope = f.c',
  },
  empty: { title: 'two empty calls', first: frame, value: ['nothing(f, await nothing(f, ', '))'] },
  finally: { title: 'try … finally', first: frame, last: 'f.c = null' },
  both: { title: 'both', first: frame, value: ['nothing(f, await nothing(f, ', '))'], last: 'nothing(f)' },
}

// As in runtime/register.ts: the same few lines, without types.
const helpers = `const register = { scope: null }
const resume = (s) => { const c = register.scope; if (c !== s) register.scope = s; return c }
function leave(f, v) { const { c } = f; if (c !== undefined) { if (c !== register.scope) register.scope = c; f.c = undefined } return v }
function back(f, v) { if (register.scope) f.c = resume(f.s); else { f.c = null; register.scope = f.s } return v }
function again(f) { const c = resume(f.s); if (f.c === undefined) f.c = c }
function give(f, v) { register.scope = f.c; f.c = null; return v }
function pass(v) { return v }
function nothing(f, v) { return v }
`

function programOf(
  name: string,
  { first = '', value: [before, after] = ['await ', ''], caught = '', last }: Form,
) {
  const whole = (code: string): string =>
    last ? `${first} try { ${code} } finally { ${last} }` : `${first} ${code}`
  const wait = (code: string): string => `${before}${code}${after}`
  // By hand the scope is an argument.
  const [take, hand] = name === 'hand' ? ['s, ', 's, '] : ['', '']
  const begin =
    name === 'hand'
      ? 'fn(scope, argument)'
      : name === 'storage'
        ? 'storage.run(scope, fn, argument)'
        : '(register.scope = scope, promise = fn(argument), register.scope = null, promise)'
  return `import { AsyncLocalStorage } from 'node:async_hooks'
const storage = ${name === 'storage' ? 'new AsyncLocalStorage()' : 'null'}
${helpers}
const odd = new Error('odd'), scope = { id: 1 }
function work(${take}x) { return x + 1 }
const loop = async (${take}n) => { ${whole(`let sum = 0; for (let i = 0; i < n; i++) { ${wait('null')}; sum += work(${hand}i) } return sum`)} }
const fail = async (${take}x) => { ${whole(`${wait('null')}; if (x % 2) throw odd; return work(${hand}x)`)} }
const caught = async (${take}n) => { ${whole(`let sum = 0; for (let i = 0; i < n; i++) { try { sum += ${wait(`fail(${hand}i)`)} } catch { ${caught} sum += work(${hand}i) } } return sum`)} }
class Service {
  async find(${take}x) { ${whole(`const row = ${wait(`this.read(${hand}x)`)}; work(${hand}row); return row`)} }
  async read(${take}x) { ${whole(`${wait('null')}; return work(${hand}x)`)} }
}
const service = new Service()
const methods = async (${take}n) => { ${whole(`for (let i = 0; i < n; i++) { ${wait(`service.find(${hand}i)`)} } return work(${hand}n)`)} }
const rows = { awaits: [loop, 100, 100], caught: [caught, 50, 100], methods: [methods, 33, 66] }
process.on('message', async ({ row, times }) => {
  const [fn, argument, per] = rows[row]
  const before = process.cpuUsage()
  let promise
  for (let i = 0; i < times; i++) await ${begin}
  const { user, system } = process.cpuUsage(before)
  process.send(((user + system) * 1000) / times / per)
})
process.send(0)
`
}

const rows = ['awaits', 'caught', 'methods'] as const

async function ask(child: ChildProcess, row: string, times: number): Promise<number> {
  child.send({ row, times })
  const [ns] = (await once(child, 'message')) as [number]
  return ns
}

/** One process for each form. Gives the nanoseconds of an await: of the quicker runs, for others slow all. */
async function launch(node: string, folder: string, rounds: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const children: [string, ChildProcess][] = []
  for (const form of Object.keys(forms)) {
    const child = fork(join(folder, `${form}.mjs`), { execPath: node, execArgv: [] })
    await once(child, 'message')
    children.push([form, child])
  }
  for (const row of rows) {
    const times: Record<string, number[]> = {}
    for (let warm = 0; warm < 4; warm++) for (const [, child] of children) await ask(child, row, 300)
    for (let round = 0; round < rounds; round++)
      for (const [form, child] of round % 2 ? children.toReversed() : children) {
        times[form] ??= []
        times[form].push(await ask(child, row, 100))
      }
    for (const [form] of children)
      found[`${form} ${row}`] = (times[form] ?? []).sort((a, b) => a - b)[Math.floor(rounds / 5)] as number
  }
  for (const [, child] of children) child.kill()
  return found
}

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    node: { ...text, default: '24,26' },
    launches: { ...text, default: '10' },
    rounds: { ...text, default: '24' },
  },
})
const versions = values.node.split(',')
const folder = mkdtempSync(join(tmpdir(), 'afterword-floor-'))
try {
  for (const [name, form] of Object.entries(forms))
    writeFileSync(join(folder, `${name}.mjs`), programOf(name, form))
  for (const [index, node] of findNodes(versions).entries()) {
    const all: Record<string, number>[] = []
    for (let n = 0; n < Number(values.launches); n++)
      all.push(await launch(node, folder, Number(values.rounds)))
    const of = (form: string, row: string): number[] =>
      all.map((each) => (each[`${form} ${row}`] as number) / (each[`hand ${row}`] as number))
    console.log(
      `\nan await on Node ${versions[index]}, times by hand; ${all.length} launches, load ${load()}`,
    )
    for (const [form, { title }] of Object.entries(forms))
      console.log(
        `  ${title.padEnd(20)}${rows.map((row) => `${row} ${median(of(form, row)).toFixed(2)}`).join('   ')}`,
      )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
