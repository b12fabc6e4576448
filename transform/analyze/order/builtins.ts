/**
 * Which calls call nothing of the program? A short table of what stands at the end of handlers: an answer is made, something is logged, or an
 * error is thrown. What may run behind them (a `toJSON`, a getter, a console that a program has put there) is not a call of this function (R13).
 */
import type { Bindings } from '../bindings.ts'
import { isMember, isPlainCall, type Node, propertyName, unwrap } from '../nodes.ts'

const ALL = /^/

/** What is called on a name of the engine's. */
const METHODS: ReadonlyMap<string, RegExp> = new Map([
  ['Response', /^(?:json|redirect|error)$/],
  ['JSON', /^(?:stringify|parse)$/],
  ['console', ALL],
  ['Date', /^(?:now|parse|UTC)$/],
  ['Math', ALL],
  ['Number', ALL],
  ['Object', /^(?:keys|freeze|hasOwn)$/],
  ['Array', /^isArray$/],
  ['performance', /^now$/],
  ['crypto', /^(?:randomUUID|getRandomValues)$/],
])
const FUNCTIONS = /^(?:Boolean|parseInt|parseFloat|isNaN|isFinite|(?:en|de)codeURI(?:Component)?)$/
const CONSTRUCTORS =
  /^(?:Response|Request|Headers|URL|URLSearchParams|Date|AbortController|TextEncoder|TextDecoder|DOMException|(?:Type|Range|Syntax|Reference|URI)?Error)$/

/** What Next gives, for its answers. */
const OF_NEXT: ReadonlyMap<string, RegExp> = new Map([
  ['next/server', /^NextResponse$/],
  ['next/navigation', /^(?:redirect|permanentRedirect|notFound)$/],
  ['next/cache', /^revalidate(?:Path|Tag)$/],
])

export const callsNothing = (call: Node, bindings: Bindings): boolean =>
  isKnown(call, bindings) && (call.type === 'NewExpression' || isPlainCall(call))

function isKnown(call: Node, bindings: Bindings): boolean {
  const callee = unwrap(call.callee)
  const isNew = call.type === 'NewExpression'
  if (callee.type === 'Identifier') {
    const { name } = callee
    if (isOfNext(callee, bindings, isNew)) return true
    return (isNew ? CONSTRUCTORS : FUNCTIONS).test(name) && !bindings.resolve(callee)
  }
  if (isNew || !isMember(callee)) return false
  const object = unwrap(callee.object)
  const method = propertyName(callee)
  if (object.type !== 'Identifier' || method === null) return false
  if (METHODS.get(object.name)?.test(method)) return !bindings.resolve(object)
  return /^(?:json|redirect|rewrite|next)$/.test(method) && isOfNext(object, bindings, true)
}

/** A class of Next's, or a function. */
function isOfNext(name: Node, bindings: Bindings, isClass: boolean): boolean {
  const binding = bindings.resolve(name)
  if (binding?.kind !== 'import' || !binding.source || !binding.key) return false
  const { source, key } = binding
  const known = OF_NEXT.get(source.replace(/\.js$/, ''))
  return known?.test(key) === true && (key === 'NextResponse') === isClass
}
