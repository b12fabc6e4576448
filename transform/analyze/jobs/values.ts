/** What a captured variable plainly holds that cannot be stored, and what to write instead. Anything else is asked at run time. */

import type { Binding } from '../bindings.ts'
import { isCarrier } from '../carriers.ts'
import { isCall, isClass, isFunction, isMember, type Node, propertyName, unwrap } from '../nodes.ts'
import type { JobContext } from './context.ts'

export interface Unfit {
  what: string
  todo: string
}

/** What is made by these can be stored. */
const STORED = new Set(
  `Date Map Set RegExp URL URLSearchParams Headers Object Array String Number Boolean ArrayBuffer DataView
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array
  BigInt64Array BigUint64Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError`.split(
    /\s+/,
  ),
)

const DECLARE = (name: string): string =>
  `Declare ${name} at the top of the module, or in the task: what a module declares is there in the worker, too.`

/** @param isCalled the task calls it */
export function findUnfit(binding: Binding, isCalled: boolean, context: JobContext): Unfit | null {
  const { name, kind, scope } = binding
  const local = kind === 'function' || kind === 'class' || kind === 'enum'
  if (local) return { what: `a local ${kind}`, todo: DECLARE(name) }
  if (scope.node.type === 'TSModuleBlock') return { what: 'of a namespace', todo: DECLARE(name) }
  if (kind === 'using') return { what: 'closed when its block ends', todo: 'Open it in the task.' }
  if (kind === 'parameter' && isRequest(binding, context))
    return {
      what: 'the request, or its response',
      todo: `Read what the task needs before the call, const id = ${name}.…, and use that in the task.`,
    }
  const init = binding.init && !binding.assigned ? unwrap(binding.init) : null
  const held = init && findHeld(init, binding, context)
  if (held) return held
  return isCalled ? { what: 'a function: the task calls it', todo: DECLARE(name) } : null
}

function findHeld(init: Node, { name, key }: Binding, context: JobContext): Unfit | null {
  const { bindings, apiOf } = context
  const value = init.type === 'AwaitExpression' ? unwrap(init.argument) : init
  if (isLoad(value, context))
    return {
      what: 'of a module that is loaded here',
      todo: 'Import it at the top of the module, or load it in the task.',
    }
  if (key !== null) return null
  if (isFunction(value)) return { what: 'a local function', todo: DECLARE(name) }
  if (isClass(value)) return { what: 'a local class', todo: DECLARE(name) }
  const api = isCall(value) ? apiOf(value.callee) : null
  if (api === 'headers' || api === 'cookies')
    return {
      what: `what ${api}() gives`,
      todo: `Write (await ${api}()).get('…') in the task: what it reads by a literal name is stored with it.`,
    }
  if (value.type !== 'NewExpression') return null
  const callee = unwrap(value.callee)
  const made = callee.type === 'Identifier' ? callee.name : isMember(callee) ? propertyName(callee) : null
  if (callee.type === 'Identifier' && STORED.has(callee.name) && !bindings.resolve(callee)) return null
  return {
    what: made ? `made by new ${made}()` : 'an object of a class',
    todo: `Make it at the top of the module, or in the task; or capture the values that it is made of.`,
  }
}

/** `import('./mail')`, `require('./mail')` */
function isLoad(node: Node, { bindings }: JobContext): boolean {
  if (node.type === 'ImportExpression') return true
  if (!isCall(node)) return false
  const { callee } = node
  return (
    callee.type === 'Import' ||
    (callee.type === 'Identifier' && callee.name === 'require' && !bindings.resolve(callee))
  )
}

/** What an entry is given, by the names that documentation uses; what actions and components are given is plain. */
function isRequest({ name, scope }: Binding, { entryOf }: JobContext): boolean {
  const entry = isCarrier(name) ? entryOf(scope.node) : null
  return entry !== null && !/^(?:action|component|cached|metadata)$/.test(entry.shape)
}
