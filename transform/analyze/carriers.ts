/**
 * Which parameters may identify a request? By the names that frameworks' documentation uses, or whatever they are called.
 */
import type { Bindings } from './bindings.ts'
import type { Func } from './functions.ts'
import { boundIdentifiers, directivesOf, isArrow, isFunction, type Node, walk } from './nodes.ts'

/** Names that frameworks' documentation gives to what identifies a request. */
export const CARRIER_NAMES = new Set([
  'request',
  'req',
  'res',
  'response',
  'reply',
  'c',
  'ctx',
  'context',
  'event',
])

export const isCarrier = (name: string): boolean => CARRIER_NAMES.has(name)

/** Parameters by the names that documentation uses, wherever they stand in a pattern. */
export function namedCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of func.node.params as Node[])
    for (const each of boundIdentifiers(parameter)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  return names
}

/** Entries whose parameters are the framework's own: the first three, whatever they are called. */
export function anyCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of (func.node.params as Node[]).slice(0, 3)) {
    const plain = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (plain.type === 'Identifier') {
      if (plain.name !== 'this') names.push(plain.name)
    } else for (const each of boundIdentifiers(plain)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  }
  return names
}

/** The names of contexts are those of many things: they are asked of asynchronous functions that no other encloses. */
const CONTEXTS = /^(?:c|ctx|context|event)$/

/**
 * Whether a function that is no entry may be called by a framework all the same: a controller, which another file registers. Then its own
 * carriers are asked last. A request alone is a helper's, too, and what is called with a Request finds the register set.
 */
export function mayTakeRequest(func: Func): boolean {
  const { node, parent, exported } = func
  const names = namedCarriers(func)
  if (names.length > 1 && /^re/.test(names[0] ?? '')) return true
  if (names.includes('req')) return node.async || exported !== null || node.type !== 'FunctionDeclaration'
  return node.async && !parent && names.some((name) => CONTEXTS.test(name))
}

/** Of a pattern, too, these are what it says. Others bear `context` and `response`. */
const SAY_REQUEST = /^(?:request|req|res|reply|c|ctx|event)$/

/** What an entry asks for its scope. */
export interface Asked {
  /** Names of parameters, and lists of what it was called with: `...args`, `...arguments`. */
  carriers: string[]
  /**
   * An arrow function whose parameters give the request no name gets some: all that it has move into a hidden rest parameter, and are
   * evaluated there as before. How many of them count as its length.
   */
  hidden?: number
  /** A framework may read which members of its context a function names: those that say the request are added to its pattern. */
  members?: true
  /** Why it can have none. */
  unnamed?: { because: string; line: string }
}

/** @param isRead whether a framework reads the source text of its handlers, or may */
export function findAsked(func: Func, bindings: Bindings, isRead: boolean): Asked {
  const { node } = func
  const parameters = (node.params as Node[]).filter((each) => each.name !== 'this')
  const [first] = parameters
  const plain = first?.type === 'AssignmentPattern' ? first.left : first
  if (plain?.type === 'Identifier' || namedCarriers(func).some((name) => SAY_REQUEST.test(name)))
    return { carriers: anyCarriers(func) }
  if (plain?.type === 'RestElement' && plain.argument.type === 'Identifier')
    return { carriers: [`...${plain.argument.name}`] }
  const cannot = (because: string, line: string): Asked => ({
    carriers: namedCarriers(func),
    unnamed: { because, line },
  })
  const line = '(request) => …'
  if (!isArrow(node))
    return bindings.scopeOf(node.body).declares('arguments')
      ? cannot('`arguments` is a name of its own', 'function (request) { … }')
      : { carriers: ['...arguments'] }
  if (!first && directivesOf(node.body).includes('use strict'))
    return cannot("it has a 'use strict' of its own", line)
  if (isRead && parameters.length < 2 && (!plain || plain.type === 'ObjectPattern'))
    return plain?.properties.at(-1)?.type === 'RestElement'
      ? cannot('Elysia reads its source text, and its pattern has a rest', '({ request, …rest }) => …')
      : { carriers: namedCarriers(func), hidden: 0, members: true }
  if (!first) return { carriers: [], hidden: 0 }
  if (parameters.at(-1)?.type === 'RestElement') return cannot('it has a pattern and a rest parameter', line)
  if (parameters.some(hasComputedKey)) return cannot('a key of its pattern is computed', line)
  const counted = parameters.findIndex((each) => each.type === 'AssignmentPattern')
  return { carriers: namedCarriers(func), hidden: counted < 0 ? parameters.length : counted }
}

/** Old module runners take a name in the key of a pattern for a parameter, where that stands in a rest parameter. */
function hasComputedKey(parameter: Node): boolean {
  let found = false
  walk(parameter, (node) => {
    found ||= node.computed === true && /Property$/.test(node.type)
    return !found && !isFunction(node)
  })
  return found
}

/** Carriers in sight of a function: its own and those of the functions around it, where nothing shadows them. */
export function carriersInSight(
  func: Func,
  bindings: Bindings,
  entryOf: (func: Func) => { noOuter: boolean } | null,
): string[] {
  const names: string[] = []
  const body = bindings.scopeOf(func.node.body)
  for (let each: Func | null = func; each; each = each.parent) {
    for (const name of namedCarriers(each)) {
      const binding = body.find(name)
      const isIts = binding?.kind === 'parameter' && binding.scope.node === each.node
      if (isIts && !names.includes(name)) names.push(name)
    }
    // What stands around a route or an action belongs to another request.
    if (entryOf(each)?.noOuter) break
  }
  return names
}
