// `node test/durable/captures/main.ts --engine text|babel|swc|swc-1.15 --for 2m --seed 1`: random programs about what durable tasks capture.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { engines } from '../../fixtures/engines.ts'
import { ROOT } from '../../fixtures/read.ts'
import { random } from '../../programs/random.ts'
import { compare, type Result } from './compare.ts'
import { program } from './grammar.ts'
import { plansOf } from './plans.ts'

const NAMES: Record<string, string> = {
  text: 'text',
  babel: 'babel 8',
  swc: 'swc 1.16',
  'swc-1.15': 'swc 1.15',
}

/** What one seed comes to. */
export async function attempt(engine: string, seed: number): Promise<Result & { code: string }> {
  const code = program(random(seed))
  const found = engines.find(({ name }) => name === NAMES[engine])
  if (!found) throw new Error(`there is no engine ${engine}, or it is not built`)
  const settings = {
    plugin: {},
    sourceType: 'module',
    parserPlugins: [],
    output: false,
    run: true,
    lower: null,
  } as const
  const file = 'test/durable/captures/input.js'
  const fixture = {
    name: file,
    construct: '',
    folder: path.dirname(path.join(ROOT, file)),
    file,
    input: code,
    claim: null,
    settings: { ...settings, parserPlugins: [] },
    hasExec: false,
  }
  const compiled = found.compile(fixture).code
  return { ...(await compare(code, compiled, plansOf(code))), code }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'text' },
      for: { type: 'string', default: '30s' },
      seed: { type: 'string', default: '1' },
      print: { type: 'boolean', default: false },
    },
  })
  console.warn = () => {}
  const first = Number(values.seed)
  if (values.print) console.log(program(random(first)))
  const [, count = '30', unit = 's'] = /^(\d+)([sm])$/.exec(values.for) ?? []
  const until = performance.now() + Number(count) * (unit === 'm' ? 60_000 : 1000)
  const total = { programs: 0, compared: 0, refused: 0 }
  for (let seed = first; performance.now() < until; seed++) {
    const { compared, refused, difference, code } = await attempt(values.engine, seed)
    total.programs++
    total.compared += compared
    total.refused += refused
    if (!difference) continue
    console.log(code, `\nseed ${seed}: ${difference}`)
    process.exitCode = 1
    break
  }
  console.log(
    `${values.engine}: ${total.programs} programs, ${total.compared} tasks compared, ${total.refused} refused`,
  )
}
