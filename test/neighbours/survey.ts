import { compare } from '../programs/compare.ts'
import { programFor } from '../programs/size.ts'
import type { Neighbour } from './neighbours.ts'

/** What became of the programs that went through a neighbour. */
export interface Count {
  programs: number
  /** No program, or another one, with the tool alone. */
  refused: number
  right: number
  /** Some place sees another request or none, and the compiler said so beforehand; all else is as it should be. */
  diagnosed: number
  /** Seeds. */
  wrong: number[]
}

export async function survey(
  { engine }: Neighbour,
  { from, count }: { from: number; count: number },
): Promise<Count> {
  const chosen = await engine()
  const found: Count = { programs: count, refused: 0, right: 0, diagnosed: 0, wrong: [] }
  for (let seed = from; seed < from + count; seed++) {
    const result = await compare(chosen, programFor(chosen, seed))
    if (!result) found.refused++
    else if (result.equal) found.right++
    else if (result.excused) found.diagnosed++
    else found.wrong.push(seed)
  }
  return found
}

/** Prints a line for each neighbour, and below why it is spared what it is spared. */
export async function table(
  neighbours: readonly Neighbour[],
  range: { from: number; count: number },
): Promise<number> {
  const line = (...cells: readonly (string | number)[]) =>
    console.log(
      cells.map((cell, at) => `${cell}`[at === 0 ? 'padEnd' : 'padStart'](at === 0 ? 52 : 10)).join(''),
    )
  line('', 'programs', 'right', 'diagnosed', 'refused', 'wrong')
  let wrong = 0
  for (const neighbour of neighbours) {
    const found = await survey(neighbour, range)
    wrong += found.wrong.length
    line(
      `${neighbour.name}: ${neighbour.what}`,
      found.programs,
      found.right,
      found.diagnosed,
      found.refused,
      found.wrong.length,
    )
    if (found.wrong.length > 0) console.log(`  seeds ${found.wrong.join(', ')}`)
  }
  console.log('\nLeft out of the programs:')
  const reasons = new Map<string, string[]>()
  for (const { name, without = {} } of neighbours)
    for (const [what, because] of Object.entries(without)) {
      const reason = `${what}: ${because}`
      reasons.set(reason, [...(reasons.get(reason) ?? []), name])
    }
  for (const [reason, names] of reasons) console.log(`  ${reason} (${names.join(', ')})`)
  return wrong > 0 ? 1 : 0
}
