/** What a comment of a file switches off, of what is known of more than the file. */
import type { PlannedDiagnostic } from '../analyze/index.ts'
import { dropDisabled } from '../analyze/misuse/disabled.ts'
import type { DiagnosticContext } from '../diagnostics/diagnostic.ts'
import { lineFinder } from '../lines.ts'
import { languageOf, parse, sourceTypeOf } from '../parse.ts'

/** The file is read once more for it: hardly any has such a comment. */
export function isSwitchedOff(planned: PlannedDiagnostic, { file, code }: DiagnosticContext): boolean {
  if (!code.includes('afterword-disable-next-line')) return false
  const { comments } = parse(code, file, languageOf(file) ?? 'jsx', sourceTypeOf(file))
  return dropDisabled([planned], { comments, lineOf: lineFinder(code) }).length === 0
}
