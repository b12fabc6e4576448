/** What becomes of a function that is handed to a call by name? */
import type { Binding, Bindings } from '../analyze/bindings.ts'
import type { Api } from '../analyze/imports.ts'
import { isCall, isMember, type Node, propertyName, stringValue, unwrap } from '../analyze/nodes.ts'
import { mayRegister, routePath } from '../analyze/routers.ts'
import { findScheduler } from '../analyze/schedulers.ts'
import { findIdle } from '../analyze/without-request.ts'
import type { Given, Name } from './graph.ts'

/** They call what they are given at once. */
const SYNCHRONOUS =
  /^(?:map|forEach|filter|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted|replace|replaceAll|from|apply|call)$/

/** Bound by the compiler (R12), or by the language. */
const BOUND = /^(?:then|catch|finally|nextTick)$/

export interface GivenContext {
  bindings: Bindings
  nameOf(binding: Binding): Name
  /** It runs while the module is evaluated. */
  atTop: boolean
}

/** `(async () => …)()`: it is called where it is written. */
export const AT_ONCE: Given = {
  to: '(anonymous)',
  fate: 'safe',
  shape: '',
  because: '',
  callee: null,
  idle: null,
  foreign: null,
}

/** @param api what the callee is of this package */
export function fateOf(call: Node, api: Api | null, { bindings, nameOf, atTop }: GivenContext): Given {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? propertyName(callee) : null
  const to = `${describe(callee)}(${showPath(call.arguments[0])})`
  const given = (fate: Given['fate'], shape = '', because = ''): Given => ({
    to,
    fate,
    shape,
    because,
    callee:
      fate === 'unknown'
        ? findCallee(callee, { bindings, nameOf })
        : shape === 'registered'
          ? findRoot(callee, { bindings, nameOf })
          : null,
    idle: atTop ? findIdle(call, bindings) : null,
    foreign: null,
  })
  if (api === 'withAfter' || api === 'withAfterScope')
    return given('entry', 'handler', `it is the handler given to ${api}()`)
  if (api !== null) return given('safe')
  const isRoute = mayRegister(call)
  const [first] = call.arguments as Node[]
  if (
    isRoute &&
    (routePath(first) || method === 'use' || (method === 'route' && first?.type === 'ObjectExpression'))
  )
    return given('entry', 'route', `it is registered as a route with .${method}()`)
  // A method of the class itself is compiled, too.
  if (isMember(callee) && callee.object.type === 'ThisExpression') return given('safe')
  if (method !== null && (SYNCHRONOUS.test(method) || BOUND.test(method))) return given('safe')
  if (findScheduler(callee, bindings)) return given('safe')
  if (callee.type === 'Identifier' && callee.name === 'Promise' && !bindings.resolve(callee))
    return given('safe')
  return atTop
    ? given('entry', 'registered', `it is given to ${to} when the module is evaluated`)
    : given('unknown')
}

/** `wrap(…)`, `tools.wrap(…)`, where the first name is one of the top level. */
function findCallee(
  callee: Node,
  { bindings, nameOf }: Pick<GivenContext, 'bindings' | 'nameOf'>,
): Given['callee'] {
  const root = isMember(callee) ? unwrap(callee.object) : callee
  const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
  const key = isMember(callee) ? propertyName(callee) : null
  return binding?.scope === bindings.program
    ? { name: nameOf(binding), path: key === null ? [] : [key] }
    : null
}

/** `queue.process(…)`, `t.procedure.input(schema).query(…)`: the first name, and the path from it up to the first call. */
function findRoot(
  callee: Node,
  { bindings, nameOf }: Pick<GivenContext, 'bindings' | 'nameOf'>,
): Given['callee'] {
  let path: string[] = []
  let root = callee
  while (isMember(root) || isCall(root)) {
    if (isCall(root)) {
      path = []
      root = unwrap(root.callee)
      continue
    }
    path.unshift(propertyName(root) ?? '')
    root = unwrap(root.object)
  }
  const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
  return binding?.scope === bindings.program ? { name: nameOf(binding), path } : null
}

/** `app.get('/orders')` */
function showPath(first: Node | undefined): string {
  const path = first && routePath(first) ? stringValue(first) : null
  return path === null ? '' : `'${path}'`
}

function describe(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name
  if (!isMember(callee)) return 'a function'
  const object = unwrap(callee.object)
  return `${object.type === 'Identifier' ? `${object.name}.` : '….'}${propertyName(callee) ?? '…'}`
}
