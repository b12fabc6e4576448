/**
 * Which functions are there, and which encloses which? The parent of a function is the one whose *body* it is written in: a closure in a
 * parameter's default cannot see a constant of that body, and a function that runs while its module is evaluated counts as the module (R1).
 */
import type { Bindings } from './bindings.ts'
import { escapesByName, isModuleWrapper } from './evaluated.ts'
import { findExports } from './exports.ts'
import {
  children,
  descend,
  directivesOf,
  type Enter,
  eachChild,
  type FunctionKind,
  groupOf,
  isCall,
  isLeaf,
  isMember,
  isMemberFunction,
  isTypeOnly,
  keyName,
  kindOf,
  type Node,
  outerChildren,
  parameterDecorators,
  propertyName,
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
  /** The outermost call that the one it is given to is given to itself: `app.get('/', wrap(log(list)))`. */
  givenThrough: Node | null
  /** Under which key that is given what the wrapper makes. */
  throughAs: string | null
  /** Runs where it is written, at once: the callee of a call, or the executor of a `new Promise`. */
  immediate: boolean
  /** In a field's initialiser or a parameter's default: nobody has set the register there. */
  initialises: boolean
  /** As what the file exports it: a name, 'default', 'default.fetch', or null. */
  exported: string | null
  /** The call that makes what is exported: the function is what it returns, or is given to it. */
  exportedThrough: Node | null
  /** The function around it returns it, as it is or in a literal. */
  returned: boolean
  /** `'use server'`, `'use cache'` of the function itself. */
  directive: string | null
  strict: boolean
}

/** Where a node stands: what decides about a function that it is or holds. */
interface Place {
  parent: Func | null
  strict: boolean
  /** In a field's initialiser or a parameter's default. */
  initialises: boolean
  parameterOf: Func | null
  givenTo: Node | null
  givenAs: string | null
  givenThrough: Node | null
  throughAs: string | null
  /** The name that the position gives an anonymous function, and the node that says it. */
  name: string | null
  label: Node | null
  /** Being the callee of a call: an IIFE. */
  called: boolean
  /** Its value is returned by the function around. */
  returned: boolean
  /** The same place for what is neither given, named nor called. */
  plain: Place
}

function plainPlace(around: Pick<Place, 'parent' | 'strict' | 'initialises' | 'parameterOf'>): Place {
  const { parent, strict, initialises, parameterOf } = around
  const nothing = {
    givenTo: null,
    givenAs: null,
    givenThrough: null,
    throughAs: null,
    name: null,
    label: null,
    called: false,
    returned: false,
  }
  const place = { parent, strict, initialises, parameterOf, ...nothing, plain: null as unknown as Place }
  place.plain = place
  return place
}

export function findFunctions(program: Node, bindings: Bindings, executors: ReadonlySet<Node>): Func[] {
  const found: Func[] = []
  const begun = new Set<Node>()
  /** What is returned by its name. */
  const returned = new Set<Node>()
  const exports = findExports(program, bindings)

  const visitFunction = (node: Node, place: Place, outerPlace: Place, enter: Enter<Place>): void => {
    // What is evaluated outside of a function comes before it.
    const outer = begun.has(node) ? [] : [...outerChildren(node), ...parameterDecorators(node)]
    if (outer.length > 0) {
      begun.add(node)
      for (const each of outer) enter(each, outerPlace.plain)
      return enter(node, outerPlace)
    }
    const directives = node.body.type === 'BlockStatement' ? directivesOf(node.body) : []
    const moduleLevel = place.parent === null
    const func: Func = {
      node,
      kind: kindOf(node),
      name: nameOf(node) ?? place.name ?? '(anonymous)',
      label: node.id ?? (isMemberFunction(node) ? node.key : place.label),
      parent: place.parent,
      parameterOf: place.parameterOf,
      evaluated:
        moduleLevel &&
        !node.generator &&
        (place.called || isModuleWrapper(node, place.givenTo, place.givenAs, bindings)) &&
        !escapesByName(node, bindings),
      givenTo: place.givenTo,
      givenAs: place.givenAs,
      givenThrough: place.givenThrough,
      throughAs: place.throughAs,
      initialises: place.initialises,
      // A name of its own lets a function escape.
      immediate:
        !node.generator &&
        !(node.type === 'FunctionExpression' && node.id) &&
        !place.initialises &&
        (place.called || executors.has(node)),
      exported: exports.get(node)?.name ?? null,
      exportedThrough: exports.get(node)?.through ?? null,
      returned: place.returned,
      directive: directives.find((each) => each === 'use server' || each.startsWith('use cache')) ?? null,
      strict: place.strict || directives.includes('use strict'),
    }
    found.push(func)
    const inside = {
      parent: func.evaluated ? null : func,
      strict: func.strict,
      initialises: false,
      parameterOf: null,
    }
    // Parameters are evaluated before the body's first statement: what is written there belongs to the place around.
    if (node.params.length > 0) {
      const before = plainPlace({ ...inside, parent: place.parent, parameterOf: func, initialises: true })
      for (const parameter of node.params as Node[]) enter(parameter, before)
    }
    const body = plainPlace(inside)
    enter(...valueIn(node.body, node.body.type === 'BlockStatement' ? body : { ...body, returned: true }))
  }

  /** `return wrapped` returns the function of that name. */
  const valueIn = (node: Node, place: Place): [Node, Place] => {
    if (place.returned) noteReturned(unwrap(node))
    return [node, place]
  }

  const noteReturned = (value: Node): void => {
    if (value.type !== 'Identifier') return
    const binding = bindings.resolve(value)
    if (binding?.init && binding.key === null) returned.add(unwrap(binding.init))
  }

  const visit = (node: Node, place: Place, enter: Enter<Place>): void => {
    const { plain } = place
    switch (node.type) {
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression': {
        const { callee } = node
        if (!isLeaf(callee)) enter(callee, node.type === 'NewExpression' ? plain : { ...plain, called: true })
        const handsBack = place.returned && mayHandBack(node)
        let given: Place | null = null
        for (const argument of node.arguments as Node[])
          if (!isLeaf(argument)) {
            given ??= {
              ...plain,
              givenTo: node,
              givenThrough: place.givenThrough ?? place.givenTo,
              throughAs: place.givenThrough ? place.throughAs : place.givenAs,
              returned: handsBack,
            }
            enter(argument, given)
          } else if (handsBack) noteReturned(argument)
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
        return enter(node.expression, place)
      case 'MemberExpression':
      case 'OptionalMemberExpression': {
        const calling = place.called && /^(?:call|apply)$/.test(propertyName(node) ?? '')
        enter(node.object, calling ? { ...plain, called: true } : plain)
        if (node.computed) enter(node.property, plain)
        return
      }
      case 'ConditionalExpression': {
        const either = { ...place, called: false }
        enter(node.test, plain)
        enter(...valueIn(node.consequent, either))
        return enter(...valueIn(node.alternate, either))
      }
      case 'ReturnStatement':
        if (node.argument) enter(...valueIn(node.argument, { ...plain, returned: true }))
        return
      case 'UnaryExpression':
        return enter(node.argument, place.called ? { ...plain, called: true } : plain)
      case 'ObjectExpression':
      case 'ArrayExpression':
        if (!place.givenTo && !place.returned) break
        return eachChild(node, enter, {
          ...plain,
          givenTo: place.givenTo,
          givenAs: place.givenAs,
          givenThrough: place.givenThrough,
          throughAs: place.throughAs,
          returned: place.returned,
        })
      case 'ObjectProperty':
      case 'Property':
        if (node.computed) enter(node.key, plain)
        if (isLeaf(node.value)) {
          if (place.returned) noteReturned(node.value)
          return
        }
        return enter(node.value, {
          ...plain,
          givenTo: place.givenTo,
          givenThrough: place.givenThrough,
          throughAs: place.throughAs,
          returned: place.returned,
          givenAs: keyName(node.key) ?? '[computed]',
          name: isMethod(node) ? memberName(node) : keyName(node.key),
          label: node.key,
        })
      case 'VariableDeclarator': {
        const name = node.id.type === 'Identifier' ? node.id.name : null
        if (node.init && !isLeaf(node.init)) enter(node.init, { ...plain, name, label: node.id })
        return enter(node.id, plain)
      }
      case 'AssignmentExpression':
        enter(node.left, plain)
        if (isLeaf(node.right)) return
        return enter(node.right, { ...plain, name: nameOfTarget(node.left), label: node.left })
      case 'MethodDefinition':
        if (isTypeOnly(node)) return
        for (const decorator of (node.decorators ?? []) as Node[]) enter(decorator, plain)
        if (node.computed) enter(node.key, plain)
        return enter(node.value, { ...plain, name: memberName(node), label: node.key })
    }
    switch (groupOf(node)) {
      case 'type':
      case 'leaf':
        return
      case 'function': {
        const key = node.type === 'ObjectMethod' ? (keyName(node.key) ?? '[computed]') : place.givenAs
        return visitFunction(node, { ...place, givenAs: place.givenTo ? key : null }, place, enter)
      }
      case 'class':
        return eachChild(node, enter, plainPlace({ ...plain, strict: true }))
      case 'field':
        return visitField(node, plain, enter)
      default:
        eachChild(node, enter, plain)
    }
  }

  const visitField = (node: Node, plain: Place, enter: Enter<Place>): void => {
    const key = { ...plainPlace({ ...plain, initialises: false }), label: node.key }
    const value = {
      ...plainPlace({ ...plain, initialises: !node.static }),
      name: keyName(node.key),
      label: node.key,
    }
    for (const child of children(node)) enter(child, child === node.value ? value : key)
  }

  const strict = program.sourceType === 'module' || directivesOf(program).includes('use strict')
  const top = plainPlace({ parent: null, strict, initialises: false, parameterOf: null })
  descend((enter) => enter(program, top), visit)
  for (const func of found) func.returned ||= returned.has(func.node)
  return found
}

/** `return cache(async (request) => …)`, `return Object.assign(handler, …)`: what such a call gives back may be what it was given. */
function mayHandBack(call: Node): boolean {
  const callee = unwrap(call.callee)
  if (!isCall(call) || !isMember(callee)) return isCall(call) && callee.type === 'Identifier'
  return callee.object.type === 'Identifier' && /^(?:Object|React)$/.test(callee.object.name)
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
