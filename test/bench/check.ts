// `node test/bench/check.ts`: what `afterword check` takes for a thousand files, against a process that only reads and parses them.
// Processor time of whole processes, as their user starts them: nothing is warm.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { median } from './median.ts'

const root = join(import.meta.dirname, '../..')
const AIM = 3
const FILES = 1_000
const ROUNDS = 5

mkdirSync(join(root, '.cache'), { recursive: true })
const folder = mkdtempSync(join(root, '.cache', 'check-bench-'))

/** Says at its end what it took. */
const watch = `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('cpu ' + (user + system) / 1000 + '\\n') })`

const parseAll = `
import { readdirSync, readFileSync } from 'node:fs'
import { parseSync, rawTransferSupported } from 'oxc-parser'
const options = { lang: 'tsx', sourceType: 'module', preserveParens: false, ...(rawTransferSupported() ? { experimentalRawTransfer: true } : {}) }
let statements = 0
for (const file of readdirSync(process.argv[1], { recursive: true }))
  if (/\\.tsx?$/.test(file)) statements += parseSync(file, readFileSync(process.argv[1] + '/' + file, 'utf8'), options).program.body.length
if (statements === 0) throw new Error('nothing was parsed')`

function measure(args: string[]): number {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(watch)}`, ...args],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const taken = /^cpu ([\d.]+)$/m.exec(stderr)?.[1]
  if (status !== 0 || taken === undefined) throw new Error(stderr)
  return Number(taken)
}

/** Routes over services over stores: of each file all or nothing leads to an after(). */
function writeApp(home: string, share: number): void {
  const write = (name: string, code: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), code)
  }
  for (let index = 0; index < FILES / 4; index++) {
    const isIn = index < (FILES / 4) * share
    write(`stores/store${index}.ts`, store(index, isIn))
    write(`services/service${index}.ts`, service(index))
    write(`pages/page${index}.tsx`, page(index))
    write(`routes/route${index}/route.ts`, route(index))
  }
}

const rows = (index: number): string =>
  Array.from(
    { length: 8 },
    (_, row) => `
export async function load${row}(id: string, options: { limit?: number; order?: 'up' | 'down' } = {}): Promise<Row[]> {
  const found = await query(\`select * from t${index} where id = \${id} limit \${options.limit ?? ${row + 1}}\`)
  const list = found.filter((each) => each.id !== id).map((each) => ({ ...each, total: each.price * each.count }))
  if (options.order === 'down') list.sort((a, b) => b.total - a.total)
  for (const each of list) if (each.total > 1_000) await flag(each)
  return list
}`,
  ).join('\n')

const store = (index: number, isIn: boolean): string =>
  `import { after } from 'afterword'
export interface Row { id: string; price: number; count: number; total?: number }
declare function query(text: string): Promise<Row[]>
async function flag(row: Row): Promise<void> {
  ${isIn ? 'after(() => console.log(row.id))' : 'console.log(row.id, after.length)'}
}
${rows(index)}
`.replace(isIn ? /$^/ : /import \{ after \} from 'afterword'\n|, after\.length/g, '')

const service = (index: number): string => `import { load0, load3, load7 } from '../stores/store${index}'
export class Service${index} {
  #seen = new Map<string, number>()
  async summary(id: string) {
    const [first, second] = await Promise.all([load0(id), load3(id, { order: 'down' })])
    this.#seen.set(id, first.length + second.length)
    return { id, first: first.map(({ total }) => total), second: second.at(-1)?.id }
  }
  async *stream(id: string) { for (const each of await load7(id)) yield JSON.stringify(each) }
}
export const service${index} = new Service${index}()
`

const page = (index: number): string => `import { service${index} } from '../services/service${index}'
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { first, second } = await service${index}.summary(id)
  return <main><h1>{id}</h1><ul>{first.map((each, index) => <li key={index}>{each}</li>)}</ul><p>{second}</p></main>
}
`

const route = (index: number): string => `import { service${index} } from '../../services/service${index}'
export async function GET(request: Request) {
  const id = new URL(request.url).searchParams.get('id') ?? 'none'
  try {
    return Response.json(await service${index}.summary(id))
  } catch (error) {
    return new Response(String(error), { status: 500 })
  }
}
`

try {
  let isSlow = false
  for (const share of [0, 0.25, 1]) {
    const home = join(folder, `share-${share}`)
    writeApp(home, share)
    writeFileSync(join(home, 'package.json'), '{ "name": "app" }')
    const ratios: number[] = []
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const parsed = measure(['--input-type=module', '-e', parseAll, home])
      const checked = measure([join(root, 'dist/transform/cli/main.js'), 'check', home])
      times.push(checked)
      ratios.push(checked / parsed)
    }
    isSlow ||= median(ratios) > AIM
    console.log(
      `${FILES} files, ${100 * share}% of them above an after(): ${median(times).toFixed(0)} ms, ${median(ratios).toFixed(2)} times reading and parsing`,
    )
  }
  console.log(`${isSlow ? 'MISSED' : 'holds '}  at most ${AIM} times`)
  process.exitCode = isSlow ? 1 : 0
} finally {
  rmSync(folder, { recursive: true })
}
