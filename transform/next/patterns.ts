/** Regular expressions among `include` and `exclude`, in JSON. */
import type { Options } from '../options.ts'

type Pattern = string | RegExp
export type Encoded = (string | { source: string; flags: string })[]

export const encodePatterns = (given: NonNullable<Options['include']>): Encoded =>
  (Array.isArray(given) ? (given as Pattern[]) : [given as Pattern]).map((each) =>
    typeof each === 'string' ? each : { source: each.source, flags: each.flags },
  )

export const decodePatterns = (encoded: Encoded): Pattern[] =>
  encoded.map((each) => (typeof each === 'string' ? each : new RegExp(each.source, each.flags)))
