/**
 * The one file that knows how a parser spells things.
 *
 * Babel's AST (7 and 8) and ESTree (oxc, acorn) differ in names and nesting; everything above this file asks the questions below and
 * never looks at `type` for a difference of dialect. `childKeys` is the heart: for every node, the children that are *evaluated*, in
 * the order in which they are evaluated (ECMA-262), which is not always the order of the text.
 */

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

const NONE: readonly string[] = []
const EXPRESSION = ['expression']

/** Children that are evaluated, in evaluation order. A type that is missing is syntax that nobody has thought about. */
const CHILD_KEYS: Record<string, readonly string[]> = {
  File: ['program'],
  Program: ['body'],
  Hashbang: NONE,
  InterpreterDirective: NONE,
  Directive: NONE,
  ExpressionStatement: EXPRESSION,
  BlockStatement: ['body'],
  StaticBlock: ['body'],
  EmptyStatement: NONE,
  DebuggerStatement: NONE,
  WithStatement: ['object', 'body'],
  ReturnStatement: ['argument'],
  ThrowStatement: ['argument'],
  LabeledStatement: ['body'],
  BreakStatement: NONE,
  ContinueStatement: NONE,
  IfStatement: ['test', 'consequent', 'alternate'],
  SwitchStatement: ['discriminant', 'cases'],
  SwitchCase: ['test', 'consequent'],
  TryStatement: ['block', 'handler', 'finalizer'],
  CatchClause: ['param', 'body'],
  WhileStatement: ['test', 'body'],
  DoWhileStatement: ['body', 'test'],
  ForStatement: ['init', 'test', 'body', 'update'],
  ForInStatement: ['right', 'left', 'body'],
  ForOfStatement: ['right', 'left', 'body'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['init', 'id'],

  ThisExpression: NONE,
  Super: NONE,
  Import: NONE,
  Identifier: NONE,
  PrivateName: NONE,
  PrivateIdentifier: NONE,
  MetaProperty: NONE,
  Literal: NONE,
  StringLiteral: NONE,
  NumericLiteral: NONE,
  BigIntLiteral: NONE,
  BooleanLiteral: NONE,
  NullLiteral: NONE,
  RegExpLiteral: NONE,
  TemplateElement: NONE,
  ArrayExpression: ['elements'],
  ObjectExpression: ['properties'],
  ObjectProperty: ['key', 'value'],
  Property: ['key', 'value'],
  SpreadElement: ['argument'],
  RestElement: ['argument'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  LogicalExpression: ['left', 'right'],
  AssignmentExpression: ['left', 'right'],
  AssignmentPattern: ['right', 'left'],
  ObjectPattern: ['properties'],
  ArrayPattern: ['elements'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  CallExpression: ['callee', 'arguments'],
  OptionalCallExpression: ['callee', 'arguments'],
  NewExpression: ['callee', 'arguments'],
  MemberExpression: ['object', 'property'],
  OptionalMemberExpression: ['object', 'property'],
  ChainExpression: EXPRESSION,
  ParenthesizedExpression: EXPRESSION,
  SequenceExpression: ['expressions'],
  TemplateLiteral: ['expressions'],
  TaggedTemplateExpression: ['tag', 'quasi'],
  YieldExpression: ['argument'],
  AwaitExpression: ['argument'],
  ImportExpression: ['source', 'options'],

  ClassDeclaration: ['decorators', 'superClass', 'body'],
  ClassExpression: ['decorators', 'superClass', 'body'],
  ClassBody: ['body'],
  ClassProperty: ['decorators', 'key', 'value'],
  ClassPrivateProperty: ['decorators', 'value'],
  ClassAccessorProperty: ['decorators', 'key', 'value'],
  PropertyDefinition: ['decorators', 'key', 'value'],
  AccessorProperty: ['decorators', 'key', 'value'],
  MethodDefinition: ['decorators', 'key', 'value'],
  Decorator: EXPRESSION,

  ImportDeclaration: NONE,
  ExportAllDeclaration: NONE,
  ExportNamedDeclaration: ['declaration'],
  ExportDefaultDeclaration: ['declaration'],

  JSXElement: ['openingElement', 'children'],
  JSXFragment: ['children'],
  JSXOpeningElement: ['attributes'],
  JSXAttribute: ['value'],
  JSXSpreadAttribute: ['argument'],
  JSXExpressionContainer: EXPRESSION,
  JSXSpreadChild: EXPRESSION,
  JSXEmptyExpression: NONE,
  JSXText: NONE,

  TSAsExpression: EXPRESSION,
  TSSatisfiesExpression: EXPRESSION,
  TSTypeAssertion: EXPRESSION,
  TSNonNullExpression: EXPRESSION,
  TSInstantiationExpression: EXPRESSION,
  TypeCastExpression: EXPRESSION,
  TSEnumDeclaration: ['members', 'body'],
  TSEnumBody: ['members'],
  TSEnumMember: ['initializer'],
  TSModuleDeclaration: ['body'],
  TSModuleBlock: ['body'],
  TSExportAssignment: EXPRESSION,
  TSImportEqualsDeclaration: NONE,
  TSParameterProperty: ['parameter'],
  TSNamespaceExportDeclaration: NONE,
}

/** Types that exist for the type checker alone. */
const TYPE_ONLY = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
  'TSDeclareMethod',
  'TSIndexSignature',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty',
  'TSEmptyBodyFunctionExpression',
  'TSTypeAnnotation',
  'InterfaceDeclaration',
  'TypeAlias',
  'OpaqueType',
  'DeclareFunction',
  'DeclareVariable',
  'DeclareClass',
  'DeclareModule',
  'DeclareTypeAlias',
])

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
])

/** A function with a body. In Babel a method is the function; in ESTree it holds one as its value. */
export const isFunction = (node: Node): boolean => FUNCTIONS.has(node.type) && node.body != null

export const isArrow = (node: Node): boolean => node.type === 'ArrowFunctionExpression'

/** A function that is itself the class or object member (Babel): its key and decorators are evaluated outside it. */
export const isMemberFunction = (node: Node): boolean =>
  node.type === 'ObjectMethod' || node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod'

export const isClass = (node: Node): boolean =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression'

/** A field of a class: its value runs later (instance) or while the class is evaluated (static). */
export const isField = (node: Node): boolean =>
  node.type === 'ClassProperty' ||
  node.type === 'ClassPrivateProperty' ||
  node.type === 'ClassAccessorProperty' ||
  node.type === 'PropertyDefinition' ||
  node.type === 'AccessorProperty'

export const isLoop = (node: Node): boolean => /^(?:For|While|DoWhile|ForIn|ForOf)Statement$/.test(node.type)

/** `for await (… of …)`: the same field in both dialects. */
export const isForAwait = (node: Node): boolean => node.type === 'ForOfStatement' && node.await === true

export const isCall = (node: Node): boolean =>
  node.type === 'CallExpression' || node.type === 'OptionalCallExpression'

export const isMember = (node: Node): boolean =>
  node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'

/** `f()`, but no call of an optional chain: in Babel that has a type of its own, in ESTree any link before it may say so. */
export function isPlainCall(node: Node): boolean {
  if (node.type !== 'CallExpression') return false
  for (let link: Node | null = node; link; ) {
    if (link.optional === true) return false
    if (link.type === 'CallExpression') link = link.callee as Node
    else if (link.type === 'MemberExpression') link = link.object as Node
    else link = link.type === 'TSNonNullExpression' ? (link.expression as Node) : null
  }
  return true
}

/** `null` itself. */
export const isNull = (node: Node): boolean =>
  node.type === 'NullLiteral' || (node.type === 'Literal' && node.raw === 'null')

/** A directive of ESTree, where it is a statement. */
export const isDirective = (node: Node): boolean => typeof node.directive === 'string'

/** Nothing of this node exists when the program runs. ESTree's overloads of a method are methods whose function has no body. */
export const isTypeOnly = (node: Node): boolean =>
  TYPE_ONLY.has(node.type) ||
  node.declare === true ||
  (node.type === 'MethodDefinition' && node.value?.body === null)

export class UnknownSyntax extends Error {
  readonly node: Node
  constructor(node: Node) {
    super(`unknown syntax: ${node.type}`)
    this.node = node
  }
}

/** The fields of `node` that hold what is evaluated, in evaluation order. A function's own are for its caller to decide on. */
export function childKeys(node: Node): readonly string[] {
  const keys = CHILD_KEYS[node.type]
  if (keys) return keys
  if (isTypeOnly(node)) return NONE
  throw new UnknownSyntax(node)
}

/** The evaluated children of a node that is no function, in evaluation order. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  if (isTypeOnly(node)) return found
  for (const key of childKeys(node)) {
    if (key === 'key' && !node.computed) continue
    if (key === 'property' && !node.computed) continue
    const value = node[key]
    if (Array.isArray(value)) {
      for (const each of value) if (each && typeof each.type === 'string') found.push(each)
    } else if (value && typeof value.type === 'string') found.push(value)
  }
  return found
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
  while (
    inner.type === 'ParenthesizedExpression' ||
    inner.type === 'TSAsExpression' ||
    inner.type === 'TSSatisfiesExpression' ||
    inner.type === 'TSNonNullExpression' ||
    inner.type === 'TSTypeAssertion' ||
    inner.type === 'TSInstantiationExpression' ||
    inner.type === 'TypeCastExpression' ||
    inner.type === 'ChainExpression'
  )
    inner = inner.expression
  return inner
}

/** The text of a string literal of either dialect, else null. */
export function stringValue(node: Node | null | undefined): string | null {
  if (!node) return null
  if (node.type === 'StringLiteral') return node.value
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  return null
}

/** The name of a plain key or plain property, else null. */
export function keyName(node: Node | null | undefined): string | null {
  if (!node) return null
  if (node.type === 'Identifier') return node.name
  if (node.type === 'PrivateName') return `#${node.id.name}`
  if (node.type === 'PrivateIdentifier') return `#${node.name}`
  return stringValue(node)
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
  if (isTypeOnly(node) || visit(node, parent) === false) return
  if (isFunction(node)) {
    for (const outer of outerChildren(node)) walk(outer, visit, node)
    for (const parameter of node.params as Node[]) walk(parameter, visit, node)
    walk(node.body, visit, node)
    return
  }
  for (const child of children(node)) walk(child, visit, node)
}
