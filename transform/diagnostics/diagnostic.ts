/** The only way in which the transform speaks to its user: a coded message with place, reason and next step. */
import type { PlannedDiagnostic } from '../analyze/plan.ts'
import { frameOf } from './frame.ts'
import { type MessageSlug, messages } from './messages.generated.ts'
import { plain } from './plain.ts'

export interface DiagnosticContext {
  file: string
  code: string
}

export interface Diagnostic {
  code: string
  level: 'error' | 'warning' | 'info'
  message: string
  why: string
  todo: string
  /** `src/app.ts:12:3`, line and column from 1. */
  place: string
  frame: string
}

type Values = Record<string, string>

function textOf(
  slug: string,
  values: Values,
): Pick<Diagnostic, 'code' | 'level' | 'message' | 'why' | 'todo'> {
  const text = messages[slug as MessageSlug]
  if (!text) throw new Error(`afterword: there is no message "${slug}"; run npm run messages.`)
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  return {
    code: text.code,
    level: text.level,
    message: fill(text.message),
    why: fill(text.why),
    todo: fill(text.todo),
  }
}

/** Something that stops the tool and that its user can put right: an option, an argument, a file. */
export class UserError extends Error {
  readonly code: string
  constructor(slug: MessageSlug, values: Values = {}) {
    const { code, message, why, todo } = textOf(slug, values)
    super(plain(`${message} (${code})\n${why}\nWhat to do: ${todo}`))
    this.name = 'AfterwordError'
    this.code = code
  }
}

export function toDiagnostic(
  { slug, at, values }: PlannedDiagnostic,
  { file, code }: DiagnosticContext,
): Diagnostic {
  const { line, column, frame } = frameOf(code, at)
  return { ...textOf(slug, values), place: `${file}:${line}:${column}`, frame }
}

export const formatDiagnostic = (each: Diagnostic): string =>
  plain(
    `afterword ${each.level} ${each.code} at ${each.place}\n${each.message}\n\n${each.frame}\n\n${each.why}\nWhat to do: ${each.todo}`,
  )

/** What ends a build. Its message is one diagnostic, or several. */
export class StoppedBuild extends Error {
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n\n'))
    this.name = 'AfterwordError'
  }
}

const isDurable = ({ code, level }: Pick<Diagnostic, 'code' | 'level'>): boolean =>
  level === 'error' && code.startsWith('AFTERWORD_DURABLE_')

/** Whether `stopOnDurable` throws for it. */
export const stopsBuild = ({ slug, values }: PlannedDiagnostic): boolean => isDurable(textOf(slug, values))

/**
 * A durable task that cannot be stored throws whenever it is given, so nobody wants the build.
 * @throws StoppedBuild
 */
export function stopOnDurable(diagnostics: readonly Diagnostic[]): void {
  const found = diagnostics.filter(isDurable)
  if (found.length > 0) throw new StoppedBuild(found)
}

/** What concerns no single place: the build. */
export function formatMessage(slug: MessageSlug, values: Values): string {
  const { code, level, message, why, todo } = textOf(slug, values)
  return `afterword ${level}: ${message} (${code})\n${why}\nWhat to do: ${todo}`
}

/** Warnings go to stderr; what is for information only is left to those who ask (`explain`, `metadata.afterword`). */
export function reportDiagnostic(planned: PlannedDiagnostic, context: DiagnosticContext): void {
  const diagnostic = toDiagnostic(planned, context)
  if (diagnostic.level !== 'info') console.warn(formatDiagnostic(diagnostic))
}
