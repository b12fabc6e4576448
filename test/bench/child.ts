// Runs in the Node that is measured, for one variant: each in a process of its own, for AsyncLocalStorage slows promises of
// the whole process on some versions, and one engine that has seen two programs optimises neither.

import { type Row, rows, run, type Variant } from './rows.ts'

/** Measure that row with so many runs; zero: say what it saw. */
export interface Question {
  row: string
  count: number
}

export interface Answer {
  ns: number
  /** How often the right request was found in one run, and none. */
  seen: number
  lost: number
}

const folder = process.argv[2] ?? ''
const [context, program, scope] = await Promise.all(
  ['context', 'program', 'scope'].map((module) => import(`${folder}/${module}.js`)),
)
const variant: Variant = { context, program, scope }

process.on('message', async ({ row: name, count }: Question) => {
  const row = rows.find((each) => each.name === name) as Row
  process.send?.(count > 0 ? await time(row, count) : await look(row))
})
process.send?.({ ns: 0, seen: 0, lost: 0 } satisfies Answer)

async function time(row: Row, count: number): Promise<Answer> {
  const start = process.hrtime.bigint()
  await run(variant, row, count)
  return { ns: Number(process.hrtime.bigint() - start), seen: 0, lost: 0 }
}

async function look(row: Row): Promise<Answer> {
  const { probe } = variant.scope
  Object.assign(probe, { on: true, lost: 0 })
  const { seen } = await run(variant, row, 1)
  probe.on = false
  return { ns: 0, seen, lost: probe.lost }
}
