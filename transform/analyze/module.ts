/**
 * What is the file as a whole? Compiled already, an ES module or CommonJS, written for React's JSX or another.
 */
import type { Bindings } from './bindings.ts'
import { COMPILED_BY, type Imports } from './imports.ts'
import type { Comment } from './marked.ts'
import {
  isForAwait,
  isFunction,
  type Node,
  numberValue,
  outerChildren,
  parameterDecorators,
  stringValue,
  unwrap,
  usingKind,
  walk,
} from './nodes.ts'
import type { AnalyzeOptions } from './options.ts'

/** A library that is published compiled, or a plugin that is listed twice: once is enough. */
export function importsCompiled(program: Node): boolean {
  const isCompiled = (source: Node | null | undefined): boolean => COMPILED_BY.test(stringValue(source) ?? '')
  return (program.body as Node[]).some((statement) => {
    if (statement.type === 'ImportDeclaration') return isCompiled(statement.source)
    const requires = (node: Node | null | undefined): boolean =>
      node?.callee?.name === 'require' && isCompiled(node.arguments[0])
    // `require("afterword/compiled").home(globalThis)`
    if (statement.type === 'ExpressionStatement') return requires(statement.expression.callee?.object)
    const declared: Node[] = statement.type === 'VariableDeclaration' ? statement.declarations : []
    return declared.some(({ init }) => requires(init))
  })
}

const MODULE_ITEM = /^(?:Import|Export)\w*Declaration$/

/**
 * What a file is decides how helpers come into it. Tools call a file a module by default: one that exports nothing and says `require`
 * or `module.exports` is none, unless its extension or its package says that it is, or it says what only a module can: `import.meta`, an `await` at its top.
 */
export function isModule(
  program: Node,
  bindings: Bindings,
  { file, inModulePackage }: Pick<AnalyzeOptions, 'file' | 'inModulePackage'>,
): boolean {
  if (program.sourceType !== 'module') return false
  if (/\.m[jt]s$/.test(file)) return true
  if ((program.body as Node[]).some(({ type }) => MODULE_ITEM.test(type))) return true
  let [esm, commonJs] = [awaitsAtTop(program), false]
  walk(program, (node) => {
    if (MODULE_ITEM.test(node.type)) esm = true
    if (node.type === 'MetaProperty' && node.meta.name === 'import') esm = true
    if (
      node.type === 'Identifier' &&
      /^(?:require|module|exports)$/.test(node.name) &&
      !bindings.resolve(node)
    )
      commonJs = true
    return !esm
  })
  return esm || !commonJs || (!/\.c[jt]s$/.test(file) && inModulePackage?.() === true)
}

/** Whether it awaits outside any function, which only a module can. */
function awaitsAtTop(program: Node): boolean {
  let found = false
  const look = (root: Node): void =>
    walk(root, (node) => {
      if (node.type === 'AwaitExpression' || isForAwait(node) || usingKind(node) === 'async') found = true
      // The computed name of a method is evaluated outside of it.
      if (isFunction(node))
        for (const outer of [...outerChildren(node), ...parameterDecorators(node)]) look(outer)
      return !found && !isFunction(node)
    })
  look(program)
  return found
}

/** `export const maxDuration = 60`: how many seconds a route file grants each of its requests, null if it does not say so in a number. */
export function findMaxDuration(program: Node): number | null {
  for (const statement of program.body as Node[]) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration')
      continue
    for (const { id, init } of statement.declaration.declarations as Node[]) {
      if (id.name !== 'maxDuration' || !init) continue
      const value = numberValue(unwrap(init))
      return value && value > 0 ? value : null
    }
  }
  return null
}

/** React's own JSX runtime never calls a component while an element is made. */
export function usesReact(comments: readonly Comment[], imports: Imports): boolean {
  for (const comment of comments) {
    const pragma = /@jsxImportSource\s+(\S+)/.exec(comment.value)?.[1]
    if (pragma) return pragma === 'react'
  }
  return imports.imports(/^(?:react|react-dom|next)(?:\/|$)/)
}
