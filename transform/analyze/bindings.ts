/**
 * What does a name refer to? Lexical scopes after ECMA-262 (var hoists to the function, let, const, class and block functions to the
 * block), with TypeScript's enums and namespaces. Type-only imports bind nothing.
 */
import {
  boundIdentifiers,
  descend,
  type Enter,
  eachChild,
  isArrow,
  isFunction,
  isTypeOnly,
  keyName,
  type Node,
  outerChildren,
  stringValue,
} from './nodes.ts'

type BindingKind =
  | 'import'
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'function'
  | 'class'
  | 'parameter'
  | 'catch'
  | 'enum'

export interface Binding {
  name: string
  kind: BindingKind
  /** The identifier that binds. */
  node: Node
  /** `const x = init`: what a plain (not destructured) declaration starts with; the declaration itself for functions and classes. */
  init: Node | null
  /** `const { key: name } = init` and `import { key as name }`: the key; '*' for a namespace. */
  key: string | null
  /** Where an import comes from. */
  source: string | null
  /** Written again somewhere after its declaration. */
  assigned: boolean
  scope: Scope
}

class Scope {
  readonly parent: Scope | null
  readonly node: Node
  /** The function, static block or program whose `var`s live in this scope. */
  readonly isFunctionScope: boolean
  #bindings: Map<string, Binding> | null = null

  constructor(node: Node, parent: Scope | null, isFunctionScope: boolean) {
    this.node = node
    this.parent = parent
    this.isFunctionScope = isFunctionScope
  }

  /** What this scope itself binds to a name. Every function but an arrow has its `arguments`. */
  own(name: string): Binding | null {
    const found = this.#bindings?.get(name)
    if (found) return found
    if (name !== 'arguments' || !isFunction(this.node) || isArrow(this.node)) return null
    return this.add(name, 'parameter', this.node)
  }

  /** Whether it is written here, `arguments` too. */
  declares(name: string): boolean {
    const found = this.#bindings?.get(name)
    return found !== undefined && found.node !== this.node
  }

  add(
    name: string,
    kind: BindingKind,
    node: Node,
    init: Node | null = null,
    key: string | null = null,
    source: string | null = null,
  ): Binding {
    const binding = { name, kind, node, init, key, source, assigned: false, scope: this }
    this.#bindings ??= new Map()
    this.#bindings.set(name, binding)
    return binding
  }

  find(name: string): Binding | null {
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      const found = scope.own(name)
      if (found) return found
    }
    return null
  }
}

export interface Bindings {
  program: Scope
  /** The scope in which an identifier stands that is evaluated, or an element, and the one in which the body of a function does. */
  scopeOf(node: Node): Scope
  resolve(identifier: Node): Binding | null
  /** Names that a generated one could clash with: those that begin with an underscore, as it does. */
  names: Set<string>
}

export function findBindings(program: Node): Bindings {
  const scopes = new Map<Node, Scope>()
  const names = new Set<string>()
  const root = new Scope(program, null, true)

  const note = (name: string): void => {
    if (name.startsWith('_')) names.add(name)
  }

  const declare = (
    scope: Scope,
    kind: BindingKind,
    node: Node,
    init: Node | null = null,
    key: string | null = null,
    source: string | null = null,
  ): void => {
    let target = scope
    note(node.name)
    if (kind === 'var') while (!target.isFunctionScope && target.parent) target = target.parent
    const before = kind === 'var' ? target.own(node.name) : null
    // A `var` or function that is declared again keeps its first binding unless a function comes last: it wins at once.
    if (before) before.init = null
    else target.add(node.name, kind, node, init, key, source)
  }

  const declarePattern = (scope: Scope, kind: BindingKind, pattern: Node, init: Node | null): void => {
    if (pattern.type === 'Identifier') return declare(scope, kind, pattern, init)
    if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties as Node[]) {
        const plain =
          property.type !== 'RestElement' && !property.computed && property.value.type === 'Identifier'
        if (plain) declare(scope, kind, property.value, init, keyName(property.key))
        else
          for (const name of boundIdentifiers(
            property.type === 'RestElement' ? property.argument : property.value,
          ))
            declare(scope, kind, name)
      }
      return
    }
    for (const name of boundIdentifiers(pattern)) declare(scope, kind, name)
  }

  /** Declares what the statements of one block or body bind, before any of them is entered: declarations hoist. */
  const declareStatements = (statements: Node[], scope: Scope): void => {
    for (const each of statements) {
      const statement =
        (each.type === 'ExportNamedDeclaration' || each.type === 'ExportDefaultDeclaration') &&
        each.declaration
          ? each.declaration
          : each
      if (isTypeOnly(statement)) continue
      switch (statement.type) {
        case 'FunctionDeclaration':
          if (statement.id) declare(scope, 'function', statement.id, statement)
          break
        case 'ClassDeclaration':
          if (statement.id) declare(scope, 'class', statement.id, statement)
          break
        case 'TSEnumDeclaration':
        case 'TSModuleDeclaration':
          if (statement.id?.type === 'Identifier') declare(scope, 'enum', statement.id)
          break
        case 'TSImportEqualsDeclaration': {
          const required = statement.moduleReference?.expression
          if (statement.importKind !== 'type')
            declare(scope, 'import', statement.id, null, '*', stringValue(required))
          break
        }
        case 'ImportDeclaration':
          if (statement.importKind === 'type' || statement.importKind === 'typeof') break
          for (const specifier of statement.specifiers as Node[]) {
            if (specifier.importKind === 'type' || specifier.importKind === 'typeof') continue
            const key =
              specifier.type === 'ImportNamespaceSpecifier'
                ? '*'
                : specifier.type === 'ImportDefaultSpecifier'
                  ? 'default'
                  : keyName(specifier.imported)
            declare(scope, 'import', specifier.local, null, key, stringValue(statement.source))
          }
          break
        case 'VariableDeclaration':
          if (statement.kind !== 'var') declareVariables(statement, scope)
          break
      }
    }
  }

  /** Annex B.3.3: in sloppy code a function in a block is a variable of its function too. */
  const declareOutside = (statements: Node[], scope: Scope): void => {
    if (program.sourceType === 'module') return
    for (const each of statements)
      if (each.type === 'FunctionDeclaration' && each.id) declare(scope, 'var', each.id)
  }

  const declareVariables = (declaration: Node, scope: Scope): void => {
    const kind: BindingKind = declaration.kind === 'await using' ? 'using' : declaration.kind
    for (const declarator of declaration.declarations as Node[])
      declarePattern(scope, kind, declarator.id, declarator.init ?? null)
  }

  const enterAll = (nodes: readonly (Node | null)[], scope: Scope, enter: Enter<Scope>): void => {
    for (const node of nodes) if (node) enter(node, scope)
  }

  const enterFunction = (fn: Node, scope: Scope, enter: Enter<Scope>): void => {
    let around = scope
    if (fn.type === 'FunctionExpression' && fn.id) {
      around = new Scope(fn.id, scope, false)
      declare(around, 'function', fn.id, fn)
    }
    enterAll(outerChildren(fn), scope, enter)
    // Parameters and body share one scope: a body cannot redeclare a parameter lexically, and a `var` of its name is the same value.
    const inner = new Scope(fn, around, true)
    for (const parameter of fn.params as Node[]) declarePattern(inner, 'parameter', parameter, null)
    enterAll(fn.params, inner, enter)
    scopes.set(fn.body, inner)
    if (fn.body.type === 'BlockStatement') {
      declareStatements(fn.body.body, inner)
      enterAll(fn.body.body, inner, enter)
    } else enter(fn.body, inner)
  }

  const targets: Node[] = []
  const visit = (node: Node, scope: Scope, enter: Enter<Scope>): void => {
    switch (node.type) {
      case 'Identifier':
        scopes.set(node, scope)
        note(node.name)
        return
      case 'Literal':
      case 'StringLiteral':
      case 'ThisExpression':
        return
      case 'JSXElement':
        // What an element is made of is a name, too.
        scopes.set(node, scope)
        break
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ObjectMethod':
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        if (isTypeOnly(node)) return
        if (isFunction(node)) return enterFunction(node, scope, enter)
        break
      case 'ClassDeclaration':
      case 'ClassExpression': {
        if (isTypeOnly(node) || !node.id) break
        const around = new Scope(node, scope, false)
        declare(around, 'class', node.id, node)
        return eachChild(node, enter, around)
      }
      case 'BlockStatement':
      case 'TSModuleBlock':
      case 'StaticBlock': {
        const inner = new Scope(node, scope, node.type !== 'BlockStatement')
        declareStatements(node.body, inner)
        declareOutside(node.body, scope)
        return enterAll(node.body, inner, enter)
      }
      case 'SwitchStatement': {
        enter(node.discriminant, scope)
        const inner = new Scope(node, scope, false)
        for (const each of node.cases as Node[]) {
          declareStatements(each.consequent, inner)
          declareOutside(each.consequent, scope)
        }
        return enterAll(node.cases, inner, enter)
      }
      case 'ForInStatement':
      case 'ForOfStatement':
        boundIdentifiers(node.left, targets)
        return enterFor(node, node.left, scope, enter)
      case 'ForStatement':
        return enterFor(node, node.init, scope, enter)
      case 'CatchClause': {
        const inner = new Scope(node, scope, false)
        if (node.param) declarePattern(inner, 'catch', node.param, null)
        return eachChild(node, enter, inner)
      }
      case 'VariableDeclaration':
        if (node.kind === 'var' && !isTypeOnly(node)) declareVariables(node, scope)
        break
      case 'AssignmentExpression':
        boundIdentifiers(node.left, targets)
        break
      case 'UpdateExpression':
        boundIdentifiers(node.argument, targets)
        break
    }
    eachChild(node, enter, scope)
  }

  const enterFor = (node: Node, head: Node | null, scope: Scope, enter: Enter<Scope>): void => {
    const inner = new Scope(node, scope, false)
    if (head?.type === 'VariableDeclaration' && head.kind !== 'var') declareVariables(head, inner)
    eachChild(node, enter, inner)
  }

  declareStatements(program.body, root)
  scopes.set(program, root)
  descend((enter) => enterAll(program.body, root, enter), visit)
  for (const target of targets) {
    const binding = (scopes.get(target) ?? root).find(target.name)
    if (binding) binding.assigned = true
  }

  const scopeOf = (node: Node): Scope => scopes.get(node) ?? root
  return { program: root, scopeOf, resolve: (identifier) => scopeOf(identifier).find(identifier.name), names }
}

/**
 * The same in the whole text. Positions that are not evaluated (types, JSX, labels, keys, comments) count too: a generated name must be
 * new to the reader as well.
 */
export function findNames(code: string): Set<string> {
  const names = new Set<string>()
  const word = /[\w$]*/y
  for (let at = code.indexOf('_'); at !== -1; at = code.indexOf('_', word.lastIndex)) {
    word.lastIndex = at
    const [name = ''] = word.exec(code) ?? []
    if (!/[\w$]/.test(code[at - 1] ?? '')) names.add(name)
    word.lastIndex = at + name.length
  }
  return names
}
