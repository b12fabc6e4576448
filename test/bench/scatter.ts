// What pairs of runs say: the median of their ratios, and how far they lie apart.
import { readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { median } from './median.ts'

export const share = (values: readonly number[], at: number): number =>
  values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * at)] ?? Number.NaN

/** The median, and between what values half of the pairs lie. */
export const spread = (values: readonly number[]): string =>
  `${median([...values]).toFixed(3)} (half of the pairs: ${share(values, 0.25).toFixed(3)}–${share(values, 0.75).toFixed(3)})`

/** Where the pairs lie on both sides of what is wanted, the machine did something else. */
export function verdict(
  values: readonly number[],
  wanted: number,
  which: 'least' | 'most',
  aim: string,
): string {
  const isClear = share(values, 0.25) > wanted === share(values, 0.75) > wanted
  const found = median([...values])
  const holds = which === 'least' ? found >= wanted : found <= wanted
  return `  ${isClear ? (holds ? 'holds  ' : 'MISSED ') : 'unclear'}  ${aim}, at ${which} ${wanted}: ${spread(values)}`
}

export const load = (): string => (loadavg()[0] ?? 0).toFixed(2)

/** Milliseconds that the threads of a process have run, by Linux. */
export function cpuOf(pid: number): number {
  let sum = 0
  for (const thread of readdirSync(`/proc/${pid}/task`))
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  return sum / 1e6
}
