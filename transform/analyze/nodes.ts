/**
 * The one file that knows how a parser spells things.
 *
 * Babel's AST (7 and 8) and ESTree (oxc, acorn) differ in names and nesting; everything above this file asks the questions below and
 * never looks at `type` for a difference of dialect. `eachChild` is the heart: for every node, the children that are *evaluated*, in
 * the order in which they are evaluated (ECMA-262), which is not always the order of the text.
 */

import { type Group, type Syntax, syntaxOf } from './syntax.ts'

/** A node of either dialect. Offsets are UTF-16 code units, as both parsers give them. */
export interface Node {
  type: string
  start: number
  end: number
  // biome-ignore lint/suspicious/noExplicitAny: the fields of some two hundred node types in two dialects
  [field: string]: any
}

/** Where something stands in the source: offsets in UTF-16 code units, end exclusive. */
export type Span = readonly [start: number, end: number]

export const spanOf = (node: Node): Span => [node.start, node.end]

/** Asked so often that `type`, a field of two hundred shapes, must be read but once. */
function isOneOf(...types: string[]): (node: Node) => boolean {
  const all = new Set(types)
  return (node) => all.has(node.type)
}

/** A function with a body. In Babel a method is the function; in ESTree it holds one as its value. */
export const isFunction = (node: Node): boolean =>
  syntaxOf(node.type).group === 'function' && node.body != null

export const isArrow = (node: Node): boolean => node.type === 'ArrowFunctionExpression'

/** A function that is itself the class or object member (Babel): its key and decorators are evaluated outside it. */
export const isMemberFunction = isOneOf('ObjectMethod', 'ClassMethod', 'ClassPrivateMethod')

export const isClass = (node: Node): boolean => syntaxOf(node.type).group === 'class'

/** A field of a class: its value runs later (instance) or while the class is evaluated (static). */
export const isField = (node: Node): boolean => syntaxOf(node.type).group === 'field'

export const isLeaf = (node: Node): boolean => syntaxOf(node.type).group === 'leaf'

export const isLoop = isOneOf(
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
)

/** `for await (… of …)`: the same field in both dialects. */
export const isForAwait = (node: Node): boolean => node.type === 'ForOfStatement' && node.await === true

export const isCall = isOneOf('CallExpression', 'OptionalCallExpression')

export const isMember = isOneOf('MemberExpression', 'OptionalMemberExpression')

/** `f()`, but no call of an optional chain: in Babel that has a type of its own, in ESTree any link before it may say so. */
export function isPlainCall(node: Node): boolean {
  if (node.type !== 'CallExpression') return false
  let calls = 0
  for (let link: Node | null = node; link; ) {
    const { type } = link as Node
    if (type === 'Identifier') return true
    if (link.optional === true) return false
    if (type === 'CallExpression') {
      // Each call of a long chain is asked about: it is gone through once.
      if (++calls > LONG) return isPlainInChain(node)
      link = link.callee as Node
    } else if (type === 'MemberExpression') link = link.object as Node
    else link = type === 'TSNonNullExpression' ? (link.expression as Node) : null
  }
  return true
}

const LONG = 16
const isLink = isOneOf('CallExpression', 'MemberExpression', 'TSNonNullExpression')
const plainInChain = new WeakMap<Node, boolean>()

function isPlainInChain(call: Node): boolean {
  const known = plainInChain.get(call)
  if (known !== undefined) return known
  const chain: Node[] = []
  let link: Node = call
  for (; isLink(link); link = link.callee ?? link.object ?? link.expression) chain.push(link)
  let isPlain = link.type === 'Identifier' || link.optional !== true
  for (const link of chain.reverse()) {
    isPlain &&= link.optional !== true
    if (link.type === 'CallExpression') plainInChain.set(link, isPlain)
  }
  return isPlain
}

/** `null` itself. */
export const isNull = (node: Node): boolean =>
  node.type === 'NullLiteral' || (node.type === 'Literal' && node.raw === 'null')

/** A directive of ESTree, where it is a statement. */
export const isDirective = (node: Node): boolean => typeof node.directive === 'string'

/** Nothing of this node exists when the program runs. ESTree's overloads of a method are methods whose function has no body. */
export const isTypeOnly = (node: Node): boolean => saysTypeOnly(node, syntaxOf(node.type))

/** All of these answers at once. */
export function groupOf(node: Node): Group {
  const syntax = syntaxOf(node.type)
  if (saysTypeOnly(node, syntax)) return 'type'
  return syntax.group === 'function' && node.body == null ? 'other' : syntax.group
}

const saysTypeOnly = (node: Node, syntax: Syntax): boolean =>
  syntax.group === 'type' ||
  (syntax.mayDeclare && node.declare === true) ||
  (syntax.isMethod && node.value?.body === null)

export class UnknownSyntax extends Error {
  readonly node: Node
  constructor(node: Node) {
    super(`unknown syntax: ${node.type}`)
    this.node = node
  }
}

/** The evaluated children of a node that is no function, in evaluation order. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  eachChild(node, add, found)
  return found
}

const add = (node: Node, to: Node[]): void => {
  to.push(node)
}

/** Calls `visit` with every evaluated child of a node that is no function, in evaluation order, and with `context`. */
export function eachChild<C>(node: Node, visit: (child: Node, context: C) => void, context: C): void {
  const syntax = syntaxOf(node.type)
  if (saysTypeOnly(node, syntax)) return
  const { keys, plainKeys } = syntax
  if (!keys || !plainKeys) throw new UnknownSyntax(node)
  for (const key of keys === plainKeys || node.computed ? keys : plainKeys) {
    const value = node[key]
    if (!value) continue
    if (!Array.isArray(value)) visit(value, context)
    else for (const each of value) if (each) visit(each, context)
  }
}

/** What stands outside a function but belongs to its syntax: a method's computed key and decorators. */
export function outerChildren(fn: Node): Node[] {
  const found: Node[] = [...(fn.decorators ?? [])]
  if (isMemberFunction(fn) && fn.computed && fn.key) found.push(fn.key)
  return found
}

/** `constructor(@Inject(Db) db)`: evaluated with the class, not when the function is called. */
export const parameterDecorators = (fn: Node): Node[] =>
  (fn.params as Node[]).flatMap((each) => (each.parameter ?? each).decorators ?? each.decorators ?? [])

/** `expression` without the wrappers that only the type checker or the reader sees. */
export function unwrap(node: Node): Node {
  let inner = node
  while (isWrapper(inner)) inner = inner.expression
  return inner
}

const isWrapper = isOneOf(
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TypeCastExpression',
  'ChainExpression',
)

/** The text of a string literal of either dialect, else null. */
export function stringValue(node: Node | null | undefined): string | null {
  if (!node) return null
  if (node.type === 'StringLiteral') return node.value
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  return null
}

/** What a literal of either dialect is, for people; null for anything else. */
export function literalKind(node: Node): string | null {
  if (isNull(node)) return 'null'
  const named = /^(String|Numeric|BigInt|Boolean|RegExp)Literal$/.exec(node.type)?.[1]
  if (named) return LITERALS[named] ?? null
  if (node.type !== 'Literal') return null
  return node.regex ? 'regular expression' : typeof node.value
}

const LITERALS: Record<string, string> = {
  String: 'string',
  Numeric: 'number',
  BigInt: 'bigint',
  Boolean: 'boolean',
  RegExp: 'regular expression',
}

/** The value of a number of either dialect, else null. */
export function numberValue(node: Node): number | null {
  if (node.type === 'NumericLiteral') return node.value
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : null
}

/** The name of a plain key or plain property, else null. */
export function keyName(node: Node | null | undefined): string | null {
  if (!node) return null
  switch (node.type) {
    case 'Identifier':
      return node.name
    case 'PrivateName':
      return `#${node.id.name}`
    case 'PrivateIdentifier':
      return `#${node.name}`
    default:
      return stringValue(node)
  }
}

/** `a.b` → 'b'; anything computed → null. */
export const propertyName = (member: Node): string | null =>
  member.computed ? null : keyName(member.property)

/** The directives of a program or function body: Babel keeps them apart, ESTree among the statements. */
export function directivesOf(body: Node): string[] {
  if (body.directives) return body.directives.map((each: Node) => each.value.value as string)
  if (!Array.isArray(body.body)) return []
  const found: string[] = []
  for (const statement of body.body as Node[]) {
    if (!isDirective(statement)) break
    found.push(statement.directive)
  }
  return found
}

/** The names that a pattern or parameter binds, as identifier nodes. */
export function boundIdentifiers(pattern: Node | null | undefined, into: Node[] = []): Node[] {
  if (!pattern) return into
  switch (pattern.type) {
    case 'Identifier':
      into.push(pattern)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties as Node[])
        boundIdentifiers(property.type === 'RestElement' ? property.argument : property.value, into)
      break
    case 'ArrayPattern':
      for (const element of pattern.elements as (Node | null)[]) boundIdentifiers(element, into)
      break
    case 'AssignmentPattern':
      boundIdentifiers(pattern.left, into)
      break
    case 'RestElement':
      boundIdentifiers(pattern.argument, into)
      break
    case 'TSParameterProperty':
      boundIdentifiers(pattern.parameter, into)
      break
  }
  return into
}

export type FunctionKind = 'sync' | 'async' | 'generator' | 'async generator'

export function kindOf(fn: Node): FunctionKind {
  if (fn.generator) return fn.async ? 'async generator' : 'generator'
  return fn.async ? 'async' : 'sync'
}

/** A block's own `using` declarations: 'sync', 'async' or null for any other declaration. */
export function usingKind(declaration: Node | null | undefined): 'sync' | 'async' | null {
  if (declaration?.type !== 'VariableDeclaration') return null
  if (declaration.kind === 'using') return 'sync'
  return declaration.kind === 'await using' ? 'async' : null
}

/** Visits `node` and every evaluated descendant, functions and their insides included. Return false to stay out of a node. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | null) => boolean | void,
  parent: Node | null = null,
): void {
  descend<Node | null>(
    (enter) => enter(node, parent),
    (each, around, enter) => {
      if (!isTypeOnly(each) && visit(each, around) !== false) eachPart(each, enter, each)
    },
  )
}

export type Enter<C> = (node: Node, context: C) => void

/**
 * Calls `visit` with every node that `begin`, and then `visit` itself, hands to `enter`: depth first, in the order in which they were handed
 * over. What waits stands in a list and not on the engine's stack, for programs are as deep as somebody's generator made them: `a + b + …` of
 * three thousand lines is a tree of three thousand floors. So `visit` is over before the first of what it entered begins.
 */
export function descend<C>(
  begin: (enter: Enter<C>) => void,
  visit: (node: Node, context: C, enter: Enter<C>) => void,
): void {
  const nodes: Node[] = []
  const contexts: C[] = []
  const enter = (node: Node, context: C): void => {
    nodes.push(node)
    contexts.push(context)
  }
  const enterIn = (first: number): void => {
    // The last one is the next.
    reverseFrom(first, nodes)
    reverseFrom(first, contexts)
  }
  begin(enter)
  enterIn(0)
  while (nodes.length > 0) {
    const node = nodes.pop() as Node
    const context = contexts.pop() as C
    const first = nodes.length
    visit(node, context, enter)
    enterIn(first)
  }
}

export function reverseFrom<T>(first: number, list: T[]): void {
  for (let low = first, high = list.length - 1; low < high; low++, high--) {
    const kept = list[low] as T
    list[low] = list[high] as T
    list[high] = kept
  }
}

/** The same as `eachChild` for every node: of a function, what is evaluated with it, then its parameters and its body. */
export function eachPart<C>(node: Node, visit: (part: Node, context: C) => void, context: C): void {
  if (!isFunction(node)) return eachChild(node, visit, context)
  for (const outer of outerChildren(node)) visit(outer, context)
  for (const parameter of node.params as Node[]) visit(parameter, context)
  visit(node.body, context)
}
