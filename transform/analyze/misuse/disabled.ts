/**
 * `// afterword-disable-next-line CODE`: what is meant as it is written. Codes stand with or without `AFTERWORD_`, several with commas, and
 * none stands for all of them; what comes after two dashes is for the reader.
 */
import type { Comment } from '../marked.ts'
import type { PlannedDiagnostic } from '../plan.ts'

const MARKER = /^[\s*]*afterword-disable-next-line\b([^\n]*)/

type LineOf = (offset: number) => number

/** Line → the codes that are off in it; null: all of them. */
function findDisabled(comments: readonly Comment[], lineOf: LineOf): Map<number, Set<string> | null> {
  const disabled = new Map<number, Set<string> | null>()
  for (const { value, end } of comments) {
    const list = MARKER.exec(value)?.[1]?.split('--')[0]
    if (list === undefined) continue
    const codes = list.match(/[\w-]+/g)?.map(codeOf)
    // A comment to the end of the line may count its line break.
    const line = lineOf(end - 1) + 1
    const known = disabled.get(line)
    if (known === null || !codes) disabled.set(line, null)
    else disabled.set(line, new Set([...(known ?? []), ...codes]))
  }
  return disabled
}

/** The code that belongs to a message: `bad-task.value` → `BAD_TASK`. */
const codeOf = (text: string): string =>
  (text.split('.')[0] ?? '')
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/^AFTERWORD_/, '')

/** Those that no comment has turned off. */
export function dropDisabled(
  diagnostics: readonly PlannedDiagnostic[],
  { comments, lineOf }: { comments: readonly Comment[]; lineOf: LineOf },
): PlannedDiagnostic[] {
  if (diagnostics.length === 0) return []
  const disabled = findDisabled(comments, lineOf)
  return diagnostics.filter(({ slug, at }) => {
    const codes = disabled.get(lineOf(at[0]))
    return codes === undefined || !(codes === null || codes.has(codeOf(slug)))
  })
}
