/**
 * Which functions are there, and which encloses which? The parent of a function is the one whose *body* it is written in: a closure in a
 * parameter's default cannot see a constant of that body, and a function that runs while its module is evaluated counts as the module (R1).
 */
import type { Bindings } from './bindings.ts'
import {
  children,
  directivesOf,
  type FunctionKind,
  isArrow,
  isCall,
  isClass,
  isField,
  isFunction,
  isMember,
  isMemberFunction,
  isTypeOnly,
  keyName,
  kindOf,
  type Node,
  outerChildren,
  parameterDecorators,
  propertyName,
  stringValue,
  unwrap,
} from './nodes.ts'

export interface Func {
  node: Node
  kind: FunctionKind
  /** For people: as in a stack trace, '(anonymous)' where it has none. */
  name: string
  /** What gives it that name, for messages to point at. */
  label: Node | null
  /** The function whose capture is this one's `outer`, or null. */
  parent: Func | null
  /** The function in whose parameters it is written: evaluated by whoever calls that. */
  parameterOf: Func | null
  /** R1: runs while its module is evaluated, and is read as part of it. */
  evaluated: boolean
  /** The call or `new` that it is given to inline, directly or inside an object or array literal. */
  givenTo: Node | null
  /** Under which key of an object literal it is given, null if it is the argument itself. */
  givenAs: string | null
  /** Runs where it is written, at once: the callee of a call, or the executor of a `new Promise`. */
  immediate: boolean
  /** As what the file exports it: a name, 'default', 'default.fetch', or null. */
  exported: string | null
  /** `'use server'`, `'use cache'` of the function itself. */
  directive: string | null
  strict: boolean
}

/** esbuild's and Rolldown's. */
const COMMON_JS_HELPERS = /^(?:__commonJS|__commonJSMin|__esm|__esmMin)$/

export function findFunctions(program: Node, bindings: Bindings, executors: ReadonlySet<Node>): Func[] {
  const found: Func[] = []
  const exports = findExports(program, bindings)

  interface Place {
    parent: Func | null
    strict: boolean
    givenTo: Node | null
    givenAs: string | null
    /** The name that the position gives an anonymous function, and the node that says it. */
    name: string | null
    label: Node | null
    /** Being the callee of a call: an IIFE. */
    called: boolean
    /** In a field's initialiser or a parameter's default. */
    initialises: boolean
    parameterOf: Func | null
  }

  const enterFunction = (node: Node, place: Place, outerPlace: Place): void => {
    for (const outer of [...outerChildren(node), ...parameterDecorators(node)])
      enter(outer, { ...outerPlace, givenTo: null, givenAs: null, name: null, label: null, called: false })
    const directives = node.body.type === 'BlockStatement' ? directivesOf(node.body) : []
    const moduleLevel = place.parent === null
    const func: Func = {
      node,
      kind: kindOf(node),
      name: nameOf(node) ?? place.name ?? '(anonymous)',
      label: node.id ?? (isMemberFunction(node) ? node.key : place.label),
      parent: place.parent,
      parameterOf: place.parameterOf,
      evaluated: moduleLevel && !node.generator && (place.called || isModuleWrapper(node, place, bindings)),
      givenTo: place.givenTo,
      givenAs: place.givenAs,
      // A name of its own lets a function escape, and nobody has set the register where a field or a default is evaluated.
      immediate:
        !node.generator &&
        !(node.type === 'FunctionExpression' && node.id) &&
        !place.initialises &&
        (place.called || executors.has(node)),
      exported: exports.get(node) ?? null,
      directive: directives.find((each) => each === 'use server' || each.startsWith('use cache')) ?? null,
      strict: place.strict || directives.includes('use strict'),
    }
    found.push(func)
    const inside = {
      parent: func.evaluated ? null : func,
      strict: func.strict,
      givenTo: null,
      givenAs: null,
      name: null,
      label: null,
      called: false,
      initialises: false,
      parameterOf: null,
    }
    // Parameters are evaluated before the body's first statement: what is written there belongs to the place around.
    for (const parameter of node.params as Node[])
      enter(parameter, { ...inside, parent: place.parent, parameterOf: func, initialises: true })
    enter(node.body, inside)
  }

  const enter = (node: Node, place: Place): void => {
    if (isTypeOnly(node)) return
    if (isFunction(node)) {
      const key = node.type === 'ObjectMethod' ? (keyName(node.key) ?? '[computed]') : place.givenAs
      return enterFunction(node, { ...place, givenAs: place.givenTo ? key : null }, place)
    }
    const plain: Place = { ...place, givenTo: null, givenAs: null, name: null, label: null, called: false }
    switch (node.type) {
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression': {
        enter(node.callee, { ...plain, called: node.type !== 'NewExpression' })
        for (const argument of node.arguments as Node[]) enter(argument, { ...plain, givenTo: node })
        return
      }
      // What is given on: `(f)`, `f as T`, `{ onDone: f }`, `[f]`, `a ? f : g`, `f.call(…)`.
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TypeCastExpression':
      case 'ChainExpression':
        enter(node.expression, place)
        return
      case 'MemberExpression':
      case 'OptionalMemberExpression': {
        const calling = place.called && /^(?:call|apply)$/.test(propertyName(node) ?? '')
        enter(node.object, { ...plain, called: calling })
        if (node.computed) enter(node.property, plain)
        return
      }
      case 'ConditionalExpression':
        enter(node.test, plain)
        enter(node.consequent, { ...place, called: false })
        enter(node.alternate, { ...place, called: false })
        return
      case 'UnaryExpression':
        enter(node.argument, { ...plain, called: place.called })
        return
      case 'ObjectExpression':
      case 'ArrayExpression':
        for (const child of children(node))
          enter(child, { ...plain, givenTo: place.givenTo, givenAs: place.givenAs })
        return
      case 'ObjectProperty':
      case 'Property':
        if (node.computed) enter(node.key, plain)
        enter(node.value, {
          ...plain,
          givenTo: place.givenTo,
          givenAs: keyName(node.key) ?? '[computed]',
          name: isMethod(node) ? memberName(node) : keyName(node.key),
          label: node.key,
        })
        return
      case 'VariableDeclarator':
        if (node.init)
          enter(node.init, {
            ...plain,
            name: node.id.type === 'Identifier' ? node.id.name : null,
            label: node.id,
          })
        enter(node.id, plain)
        return
      case 'AssignmentExpression':
        enter(node.left, plain)
        enter(node.right, { ...plain, name: nameOfTarget(node.left), label: node.left })
        return
      case 'MethodDefinition':
        for (const decorator of (node.decorators ?? []) as Node[]) enter(decorator, plain)
        if (node.computed) enter(node.key, plain)
        enter(node.value, { ...plain, name: memberName(node), label: node.key })
        return
    }
    if (isClass(node)) {
      for (const child of children(node)) enter(child, { ...plain, strict: true })
      return
    }
    if (isField(node)) {
      for (const child of children(node))
        enter(child, {
          ...plain,
          name: child === node.value ? keyName(node.key) : null,
          label: node.key,
          initialises: child === node.value && !node.static,
        })
      return
    }
    for (const child of children(node)) enter(child, plain)
  }

  const strict = program.sourceType === 'module' || directivesOf(program).includes('use strict')
  enter(program, {
    parent: null,
    strict,
    givenTo: null,
    givenAs: null,
    name: null,
    label: null,
    called: false,
    initialises: false,
    parameterOf: null,
  })
  return found
}

/** A call that runs the function it is given at once, while the module is evaluated: bundlers' and UMD's wrappers. */
function isModuleWrapper(
  node: Node,
  { givenTo: call, givenAs }: { givenTo: Node | null; givenAs: string | null },
  bindings: Bindings,
): boolean {
  if (!call || !isCall(call)) return false
  const callee = unwrap(call.callee)
  if (callee.type === 'Identifier' && COMMON_JS_HELPERS.test(callee.name)) return true
  // What is given on as an option, or goes on later, is not the module's own code.
  if (givenAs !== null || node.async) return false
  if (callee.type === 'Identifier') return callee.name === 'define' && !bindings.resolve(callee)
  return isFunction(callee) || (isMember(callee) && isFunction(unwrap(callee.object)))
}

const nameOf = (node: Node): string | null => {
  if (node.id) return node.id.name
  return isMemberFunction(node) ? memberName(node) : null
}

const memberName = (member: Node): string | null => (member.computed ? '[computed]' : keyName(member.key))

/** `{ m() {}, get x() {} }` in ESTree, where they are properties like others. */
const isMethod = (property: Node): boolean =>
  property.method === true || property.kind === 'get' || property.kind === 'set'

const nameOfTarget = (target: Node): string | null => {
  if (target.type === 'Identifier') return target.name
  return isMember(target) ? propertyName(target) : null
}

/** Functions that the file exports, by every way of writing it. */
function findExports(program: Node, bindings: Bindings): Map<Node, string> {
  const exports = new Map<Node, string>()

  const note = (value: Node | null, name: string): void => {
    if (!value) return
    const node = unwrap(value)
    if (isFunction(node)) exports.set(node, name)
    else if (node.type === 'Identifier') {
      const init = bindings.program.find(node.name)
      if (init?.init && init.key === null && init.kind !== 'class' && unwrap(init.init) !== node)
        note(init.init, name)
    } else if (node.type === 'ObjectExpression' && name === 'default') {
      for (const property of node.properties as Node[]) {
        const key = property.computed ? null : keyName(property.key)
        if (key) note(isMemberFunction(property) ? property : property.value, `default.${key}`)
      }
    } else if (isCall(node) && name === 'default') {
      // `export default withAfter({ fetch() {} })` and `export default defineHandler(() => {})` name what they are given.
      for (const argument of node.arguments as Node[])
        note(argument.type === 'SpreadElement' ? null : argument, name)
    }
  }

  /** `exports.GET = …`, `module.exports.GET = …`, `module.exports = { GET }` */
  const noteCommonJs = (assignment: Node): void => {
    if (assignment.type !== 'AssignmentExpression' || !isMember(assignment.left)) return
    const { object } = assignment.left
    const name = propertyName(assignment.left)
    const isName = (node: Node, text: string): boolean =>
      node.type === 'Identifier' && node.name === text && !bindings.resolve(node)
    const isModuleExports = (node: Node): boolean =>
      isMember(node) && isName(node.object, 'module') && propertyName(node) === 'exports'
    if (name && (isName(object, 'exports') || isModuleExports(object))) return note(assignment.right, name)
    const all = unwrap(assignment.right)
    if (!isModuleExports(assignment.left)) return
    if (all.type !== 'ObjectExpression') return note(all, 'default')
    for (const property of all.properties as Node[]) {
      const key = property.type === 'SpreadElement' || property.computed ? null : keyName(property.key)
      if (key) note(isMemberFunction(property) ? property : property.value, key)
    }
  }

  for (const statement of program.body as Node[]) {
    if (statement.type === 'ExportDefaultDeclaration') note(statement.declaration, 'default')
    if (statement.type === 'ExpressionStatement') noteCommonJs(unwrap(statement.expression))
    if (statement.type !== 'ExportNamedDeclaration') continue
    const declared = statement.declaration as Node | null
    if (declared?.type === 'FunctionDeclaration') note(declared, declared.id.name)
    if (declared?.type === 'VariableDeclaration')
      for (const each of declared.declarations as Node[])
        if (each.id.type === 'Identifier') note(each.init, each.id.name)
    if (!statement.source)
      for (const each of (statement.specifiers ?? []) as Node[])
        if (each.type === 'ExportSpecifier') {
          const name = keyName(each.exported)
          if (name) note(each.local, name)
        }
  }
  return exports
}

/** Whether a function is, or stands inside, another (itself included). */
export const isWithin = (func: Func, ancestor: Func): boolean => {
  for (let each: Func | null = func; each; each = each.parent) if (each === ancestor) return true
  return false
}

export const hasArrowBody = (node: Node): boolean => isArrow(node) && node.body.type !== 'BlockStatement'

export const routePath = (node: Node | undefined): boolean => {
  if (!node) return false
  const text =
    stringValue(node) ?? (node.type === 'TemplateLiteral' ? (node.quasis[0]?.value?.cooked ?? null) : null)
  if (text !== null) return text === '' || text.startsWith('/') || text.startsWith('*')
  return node.type === 'RegExpLiteral' || (node.type === 'Literal' && node.regex != null)
}
