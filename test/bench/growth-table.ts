// What is printed of growth: each source and the sum of its kind, the functions, and whether the aims hold.

import { type Growth, type Size, sumGrowth } from './growth.ts'
import { align, kilobytes, percent, verdict } from './tables.ts'

/** Of a bundle that is minified and gzipped. */
const aims = {
  /** Of all applications together. */
  application: 0.06,
  /** Of each package. */
  package: 0.08,
  /** Of all functions, those where something would have been needed and is not done. */
  left: 0.005,
}

const grown = ({ before, after }: Growth, unit: keyof Size): number => after[unit] / before[unit] - 1

/**
 * @param compared what an earlier commit's compiler made of the same sources; or nothing
 * @returns whether the aims hold, a line for each
 */
export function printGrowth(growth: readonly Growth[], compared: readonly Growth[]): string[] {
  const head = ['growth', 'files', 'functions', 'touched', 'starts', 'resumes']
  const units = ['a bundle, min+gz', '+', ...(compared.length ? ['earlier'] : []), 'file by file', '+']
  const table = [[...head, ...units, ...(compared.length ? ['earlier'] : [])]]
  const sums = (['package', 'application'] as const).map((kind) => {
    const of = growth.filter((each) => each.kind === kind)
    const before = compared.filter((each) => each.kind === kind)
    const sum = sumGrowth(of, `all ${kind}s`)
    const earlier = [...before, sumGrowth(before, '')]
    for (const [index, each] of [...of, sum].entries()) table.push(lineOf(each, earlier[index]))
    return sum
  })
  console.log(`\n${align(table)}`)

  const { functions } = sumGrowth(sums, '')
  console.log(`\n${functions.all} functions: ${percent(functions.touched / functions.all)} take the scope`)
  for (const [title, reasons] of [
    ['not needed', functions.unneeded],
    ['LEFT ALONE', functions.left],
  ] as const)
    for (const [reason, many] of Object.entries(reasons).sort(([, a], [, b]) => b - a))
      console.log(
        `  ${title}  ${percent(many / functions.all, 2).padStart(6)}  ${String(many).padStart(5)}  ${reason}`,
      )
  const left = Object.values(functions.left).reduce((total, many) => total + many, 0) / functions.all
  return [
    ...verdictsOf(sums, growth),
    verdict(left <= aims.left, `at most ${percent(aims.left)} of functions left alone`, percent(left, 2)),
  ]
}

function lineOf(each: Growth, earlier: Growth | undefined): string[] {
  const { all, touched, starts, resumes } = each.functions
  return [
    each.title,
    String(each.files),
    String(all),
    percent(touched / all),
    percent(starts / all),
    String(resumes),
    ...(['bundleGzip', 'filesGzip'] as const).flatMap((unit) => [
      kilobytes(each.before[unit]),
      percent(grown(each, unit), 2),
      ...(earlier?.files ? [percent(grown(earlier, unit), 2)] : []),
    ]),
  ]
}

function verdictsOf([, applications]: Growth[], growth: readonly Growth[]): string[] {
  const total = grown(applications as Growth, 'bundleGzip')
  const over = growth
    .filter((each) => each.kind === 'package' && grown(each, 'bundleGzip') > aims.package)
    .map((each) => `${each.title} ${percent(grown(each, 'bundleGzip'))}`)
  return [
    verdict(
      total <= aims.application,
      `server applications grow by at most ${percent(aims.application, 0)}`,
      percent(total),
    ),
    verdict(
      over.length === 0,
      `packages grow by at most ${percent(aims.package, 0)} each`,
      over.join(', ') || 'all',
    ),
  ]
}
