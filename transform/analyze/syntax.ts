/**
 * The table behind `nodes.ts`: what each type of node says, in either dialect. What it does not list is syntax that nobody has thought about.
 */

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
const TYPE_ONLY = [
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
]

const FUNCTIONS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]

/** Types whose nodes may say `declare`. */
const DECLARES =
  /^(?:Variable|Function|Class|TSEnum|TSModule)Declaration$|^(?:Class\w*|Accessor)Property$|^PropertyDefinition$/

const LEAVES = ['Identifier', 'Literal', 'StringLiteral', 'NumericLiteral', 'ThisExpression']
const CLASSES = ['ClassDeclaration', 'ClassExpression']
const FIELDS = [
  'ClassProperty',
  'ClassPrivateProperty',
  'ClassAccessorProperty',
  'PropertyDefinition',
  'AccessorProperty',
]

function findGroup(type: string): Group {
  if (LEAVES.includes(type)) return 'leaf'
  if (FUNCTIONS.includes(type)) return 'function'
  if (CLASSES.includes(type)) return 'class'
  if (FIELDS.includes(type)) return 'field'
  return TYPE_ONLY.includes(type) ? 'type' : 'other'
}

/** What a type says, looked up once for a node: reading a field that most nodes lack is what costs. */
export interface Syntax {
  /** Null: a function, or unknown. */
  keys: readonly string[] | null
  /** The same where the name is not computed: the name of a property is not evaluated then. */
  plainKeys: readonly string[] | null
  group: Group
  mayDeclare: boolean
  isMethod: boolean
}

/** What the passes tell apart: names and literals (half of all that is evaluated, with nothing in it), functions, classes, their fields, types. */
export type Group = 'leaf' | 'function' | 'class' | 'field' | 'type' | 'other'

const SYNTAX = new Map(
  [...Object.keys(CHILD_KEYS), ...TYPE_ONLY, ...FUNCTIONS].map((type): [string, Syntax] => {
    const keys = CHILD_KEYS[type] ?? null
    const plain = keys?.filter((key) => key !== 'key' && key !== 'property') ?? null
    return [
      type,
      {
        keys,
        plainKeys: plain?.length === keys?.length ? keys : plain,
        group: findGroup(type),
        mayDeclare: DECLARES.test(type),
        isMethod: type === 'MethodDefinition',
      },
    ]
  }),
)
const UNKNOWN: Syntax = {
  keys: null,
  plainKeys: null,
  group: 'other',
  mayDeclare: true,
  isMethod: false,
}

export const syntaxOf = (type: string): Syntax => SYNTAX.get(type) ?? UNKNOWN
