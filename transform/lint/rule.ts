/** One rule for each code: all of them read one analysis of the file. */
import type { Rule, SourceCode } from 'eslint'
import { analyze, type PlannedDiagnostic } from '../analyze/index.ts'
import { messages } from '../diagnostics/messages.generated.ts'
import { nameOf } from '../files.ts'
import { lineFinder } from '../lines.ts'
import { resolveOptions } from '../options.ts'
import { copyTree, type LintNode } from './tree.ts'

const analyses = new WeakMap<SourceCode, PlannedDiagnostic[]>()

function findAll({ sourceCode, filename, cwd, settings }: Rule.RuleContext): PlannedDiagnostic[] {
  const known = analyses.get(sourceCode)
  if (known) return known
  const { text: code, ast } = sourceCode
  const { sources, entries, host } = resolveOptions(settings.afterword)
  const comments = sourceCode.getAllComments().map(({ value, range }) => {
    const [start, end] = range as [number, number]
    return { value, start, end }
  })
  const { diagnostics } = analyze(copyTree(ast as LintNode), {
    code,
    comments,
    file: nameOf(filename, cwd),
    lineOf: lineFinder(code),
    sources,
    entries,
    host,
    sites: false,
    droppedPromises: true,
  })
  analyses.set(sourceCode, diagnostics)
  return diagnostics
}

/** Messages of one code: `bad-task.value` and `bad-task.nothing` are the rule `bad-task`. */
const slugsOf = (name: string): (keyof typeof messages)[] =>
  (Object.keys(messages) as (keyof typeof messages)[]).filter((slug) => slug.split('.')[0] === name)

export interface RuleOf {
  /** What it finds, in a sentence. */
  description: string
  recommended: boolean
  fixable?: boolean
}

export function ruleOf(name: string, { description, recommended, fixable = false }: RuleOf): Rule.RuleModule {
  const slugs = slugsOf(name)
  const text = (slug: keyof typeof messages): string =>
    `${messages[slug].message}. ${messages[slug].todo}`.replace(/\{(\w+)\}/g, '{{$1}}')
  return {
    meta: {
      type: 'problem',
      docs: { description, recommended },
      schema: [],
      messages: Object.fromEntries(slugs.map((slug) => [slug, text(slug)])),
      ...(fixable ? { fixable: 'code' } : {}),
    },
    create: (context) => ({
      Program() {
        for (const { slug, at, values, fix } of findAll(context)) {
          if (!slugs.includes(slug as keyof typeof messages)) continue
          const [start, end] = at
          const place = (offset: number) => context.sourceCode.getLocFromIndex(offset)
          context.report({
            loc: { start: place(start), end: place(end) },
            messageId: slug,
            data: values,
            fix: fix === undefined ? null : (fixer) => fixer.replaceTextRange([start, end], fix),
          })
        }
      },
    }),
  }
}

/** How severe a linter should take it. Further texts of a code belong to others who find it. */
export function severityOf(name: string): 'error' | 'warn' {
  const [slug] = slugsOf(name)
  return slug && messages[slug].level === 'error' ? 'error' : 'warn'
}
