import { parseArgs } from 'node:util'
import { afterUs, beforeUs, type Neighbour } from '../neighbours/neighbours.ts'
import { table } from '../neighbours/survey.ts'
import { breakages, broken, unbroken } from './broken.ts'
import { type Comparison, compare } from './compare.ts'
import { engine } from './engines.ts'
import { type Program, program } from './grammar.ts'
import { printProgram } from './print.ts'
import { ownUnhandledRejections, run } from './run.ts'
import { shrink } from './shrink.ts'
import { programFor, sizeOf } from './size.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'babel' },
    count: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    for: { type: 'string' },
    /** Tools that stand after us, or before us, in a build: one by its name, or all of them in a table. */
    after: { type: 'string' },
    before: { type: 'string' },
    /** Goes on after a difference and counts them. */
    all: { type: 'boolean', default: false },
    /** Breaks each rule in turn: how soon is it seen? */
    bite: { type: 'boolean', default: false },
    /** The programs of one seed, and nothing else. */
    print: { type: 'boolean', default: false },
  },
})

const seconds = (text: string) => {
  const [, count, unit] = /^(\d+)([smh]?)$/.exec(text) ?? []
  if (count === undefined) throw new Error(`--for takes 90s, 10m or 2h, not ${text}`)
  return Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1)
}

async function main(): Promise<number> {
  ownUnhandledRejections()
  const from = Number(values.seed)
  if (values.engine === 'self') return self(from, Number(values.count))
  if (values.bite) return bite(from, Number(values.count))
  const neighbours = [...named(afterUs, values.after), ...named(beforeUs, values.before)]
  if (values.after === 'all' || values.before === 'all' || neighbours.length > 1)
    return table(neighbours, { from, count: Number(values.count) })
  const chosen = await (neighbours[0]?.engine() ?? engine(values.engine))
  const began = performance.now()
  const until = values.for === undefined ? Number.POSITIVE_INFINITY : began + seconds(values.for) * 1000
  const count = values.for === undefined ? Number(values.count) : Number.POSITIVE_INFINITY
  let events = 0
  let different = 0
  let refused = 0
  let diagnosed = 0
  let index = 0
  for (; index < count && performance.now() < until; index++) {
    const made = programFor(chosen, from + index)
    if (values.print) {
      console.log(printProgram(made.items, 'written'), printProgram(made.items, 'threaded'))
      return 0
    }
    const result = await compare(chosen, made)
    events += result?.expected.length ?? 0
    if (!result) refused++
    else if (result.excused) diagnosed++
    else if (!result.equal) {
      different++
      if (values.all) console.log(`seed ${made.seed}: ${firstDifference(result)}`)
      if (!values.all) {
        await report(made, result)
        return 1
      }
    }
    if ((index + 1) % 500 === 0) progress(index + 1, events, different, began)
  }
  progress(index, events, different, began)
  if (neighbours.length > 0) console.log(`${chosen.name}: ${refused} refused, ${diagnosed} diagnosed`)
  return different > 0 ? 1 : 0

  async function report(made: Program, result: Comparison) {
    console.log(`seed ${made.seed}: ${result.written.split('\n').length} lines, shrinking`)
    const { found, program: smallest } = await shrink(chosen, made)
    const parts = {
      'as written': found.written,
      'hand-threaded': found.threaded,
      compiled: found.compiled,
      requests: JSON.stringify(smallest.requests),
      'hand-threaded did': found.expected.join('\n'),
      'compiled did': found.actual.join('\n'),
    }
    for (const [title, text] of Object.entries(parts)) console.log(`\n--- ${title}\n${text}`)
    console.log(
      `\nengine ${chosen.name}, seed ${made.seed}: the compiled program is not the hand-threaded one`,
    )
  }
}

function named(all: readonly Neighbour[], name: string | undefined): readonly Neighbour[] {
  if (name === undefined || name === 'all') return name ? all : []
  const found = all.filter((neighbour) => neighbour.name === name)
  if (found.length > 0) return found
  throw new Error(`no neighbour ${name}; there are ${all.map((each) => each.name).join(', ')}`)
}

function firstDifference({ expected, actual }: Comparison): string {
  const at = expected.findIndex((event, place) => event !== actual[place])
  const place = at < 0 ? expected.length : at
  return `event ${place}, ${expected[place] ?? 'the end'} | ${actual[place] ?? 'the end'}`
}

function progress(count: number, events: number, different: number, began: number) {
  const time = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${values.after ?? values.before ?? values.engine}: ${count} programs, ${events} events, ${different} different, ${time} s`,
  )
}

/** Whether a compiler that keeps all rules but one is found out. */
async function bite(from: number, count: number): Promise<number> {
  let unseen = 0
  const right = await broken(unbroken)
  for (let index = 0; index < count / 4; index++)
    if (!(await compare(right, programFor(right, from + index)))?.equal) {
      console.log(`seed ${from + index} differs with all rules kept`)
      return 1
    }
  for (const breakage of breakages) {
    const wrong = await broken(breakage)
    let index = 0
    let seen: Comparison | undefined
    for (; index < count && !seen; index++) {
      const result = await compare(wrong, programFor(wrong, from + (breakage.from ?? 0) + index))
      if (result && !result.equal) seen = result
    }
    if (!seen) unseen++
    const how = seen
      ? `seen after ${index} programs, ${firstDifference(seen)}`
      : `not seen in ${count} programs`
    console.log(`${wrong.name}: ${how}`)
  }
  return unseen > 0 ? 1 : 0
}

/** The hand-threaded form against itself: a difference here is one of this test, not of a compiler. */
async function self(from: number, count: number): Promise<number> {
  for (let index = 0; index < count; index++) {
    const made = program(from + index, { size: sizeOf(from + index) })
    const text = printProgram(made.items, 'threaded')
    const first = await run(text, 'threaded', made.requests)
    const second = await run(text, 'threaded', made.requests)
    if (first.join('\n') !== second.join('\n')) {
      console.log(`seed ${made.seed} does not do the same twice`)
      return 1
    }
  }
  console.log(`self: ${count} programs, each the same twice`)
  return 0
}

process.exitCode = await main()
