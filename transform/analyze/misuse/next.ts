/** In Next, `headers` and `cookies` stay Next's own: they are not compiled, and yet can be misused. */
import type { AnalyzeOptions } from '../options.ts'

type Names = Pick<AnalyzeOptions, 'sources' | 'host'>

export const withNext = ({
  sources,
  host,
}: Names): { sources: readonly string[]; host: (Names['host'] & {}) | null } => ({
  sources: sources.includes('next/headers') || host !== 'next' ? sources : [...sources, 'next/headers'],
  host: host ?? null,
})
