/** Imports that come from this package on every host (R15), and the import of the helpers. */

import { JOBS_COMPILED } from '../../analyze/imports.ts'
import { NODE, type Node, type Plan, type RetargetPlan, spanOf } from '../../analyze/index.ts'
import { isDirective, keyName } from '../../analyze/nodes.ts'
import { JOB_HELPERS } from '../names.ts'
import type { Draft } from './draft.ts'

export function editRetarget(draft: Draft, { kind, names, all, to, [NODE]: node }: RetargetPlan): void {
  const { edits, tokens } = draft
  if (kind === 'require' || all) {
    const source = (node.source ?? node.arguments[0]) as Node
    const quote = draft.code[source.start]
    edits.replace(spanOf(source), `${quote}${to}${quote}`)
    return
  }
  const ended = tokens.is(';', node.end - 1) ? '' : ';'
  const add = (word: string, taken: string): void =>
    edits.end(node.end, `${ended}${word} { ${taken} } from ${JSON.stringify(to)};`, spanOf(node))
  // What is exported by its name goes before what a star has.
  if (kind === 'star') return add('export', names.join(', '))
  const ours = (node.specifiers as Node[]).filter(
    (each) =>
      (each.type === 'ImportSpecifier' || each.type === 'ExportSpecifier') &&
      names.includes(keyName(kind === 'import' ? each.imported : each.local) ?? ''),
  )
  for (const each of ours) {
    const next = tokens.skip(each.end)
    edits.replace([each.start, tokens.is(',', next) ? next + 1 : each.end], '')
  }
  add(kind, ours.map((each) => draft.slice(spanOf(each))).join(', '))
}

/** In front of the first statement: behind the hashbang, the directives and the comments at the top, which may be pragmas. */
export function addHelpers(draft: Draft, program: Node, { module, helpers }: Plan): void {
  const { names } = draft
  const first = (program.body as Node[]).find((each) => !isDirective(each))
  const used = names.used()
  const own =
    names.atHome && used.length > 0
      ? `require(${JSON.stringify(helpers)}).home(globalThis);`
      : takeHelpers(used, helpers, module)
  const text = own + takeHelpers(names.used(JOB_HELPERS), JOBS_COMPILED, module)
  if (text === '' || !first) return
  // ESTree begins an exported class behind the decorators that stand before `export`.
  const at = Math.min(first.start, first.declaration?.decorators?.[0]?.start ?? first.start)
  draft.edits.end(at, text, spanOf(program))
}

function takeHelpers(used: readonly (readonly [string, string])[], from: string, module: boolean): string {
  if (used.length === 0) return ''
  const source = JSON.stringify(from)
  return module
    ? `import { ${used.map(([name, local]) => `${name} as ${local}`).join(', ')} } from ${source};`
    : `const { ${used.map(([name, local]) => `${name}: ${local}`).join(', ')} } = require(${source});`
}
