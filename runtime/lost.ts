// Where an uncompiled call stands, and which call lost the scope: read from the stack.
import { AfterwordError, coded } from './error.ts'
import { type Frame, readStack } from './frames.ts'
import {
  noScopeBegan,
  noScopeEither,
  noScopeNothing,
  noScopePackage,
  noScopeServer,
  noScopeThenable,
  noScopeUncompiled,
  unknownCarrier,
} from './messages.generated.ts'
import { type AnyFunction, register } from './register.ts'
import { compileLine, handles, hostLine } from './tool.ts'

const unknown = 'an unknown place'

export function here(caller: AnyFunction): string | undefined {
  return readStack(caller, 9).find(({ internal }) => !internal)?.place
}

/** The error for a call that found no scope. */
export function lost(
  call: string,
  caller: AnyFunction,
  compiled?: boolean,
  place?: string,
  carrier?: unknown,
): Error {
  if (carrier !== undefined) return coded(TypeError, unknownCarrier(place ?? unknown))
  const stack = readStack(caller, 60)
  const site = stack.findIndex(({ internal }) => !internal)
  const where = place || stack[site]?.place || unknown
  const known = compiled ?? (stack[site]?.compiled || undefined)
  return coded(AfterwordError, explain(call, where, stack, known))
}

function explain(call: string, where: string, stack: Frame[], compiled?: boolean): string {
  // No host has told of a request, ever; or one is handled whose host has not.
  const culprit = blame(stack)
  const isHost = culprit ? handles([culprit]) : handles(stack)
  if (compiled === false) {
    const step = compileLine(stack)
    return register.ids
      ? noScopeUncompiled(call, where, step)
      : noScopeNothing(call, where, step, hostLine(stack))
  }
  if (!register.ids || isHost) return noScopeServer(call, where, hostLine(stack))
  const running = stack.filter(({ waits, internal }) => !waits && !internal)
  const outermost = running.at(-1)
  // What the engine calls by itself is a `then` that an `await` has asked for.
  if (outermost && /(?:^|[.\s])then$/.test(outermost.name))
    return noScopeThenable(call, where, show(outermost))
  const first = culprit ?? began(stack)
  if (compiled === undefined)
    return noScopeEither(
      call,
      where,
      culprit ? `${show(culprit)} called it` : starter(stack, first),
      compileLine(stack),
    )
  const name = culprit?.package
  if (name) return noScopePackage(call, where, show(culprit), name, compileLine(stack, name))
  return noScopeBegan(call, where, starter(stack, first), hostLine(stack))
}

/** `save (src/a.ts:3)` */
const show = ({ name, place }: Frame): string => (name ? `${name} (${place})` : place)

/** The outermost function that is compiled: it was called without a scope already. One of a package ends the way: who waits for it is not who called it. */
function began(stack: readonly Frame[]): Frame | undefined {
  const compiled = stack.filter((frame) => !frame.internal && frame.package === null)
  const inPackage = compiled.find(isInPackage)
  return inPackage ?? compiled.at(-1)
}

const isInPackage = ({ place }: Frame): boolean => place.includes('node_modules/')

/**
 * Who has called compiled code without a scope: the first function of a package beyond all compiled code. Between compiled functions a package
 * hands on what it was called with; where it was the one that began this job, or waits for it, it had lost it before.
 */
function blame(stack: readonly Frame[]): Frame | undefined {
  const running = stack.filter(({ waits }) => !waits)
  const outermost = running.findLastIndex((frame) => !frame.internal && frame.package === null)
  return (
    running.slice(outermost + 1).find((frame) => frame.package !== null) ??
    stack.find((frame) => frame.waits && frame.package !== null)
  )
}

/** What began the job, in words. */
function starter(stack: readonly Frame[], first: Frame | undefined): string {
  const by = stack.slice(first ? stack.indexOf(first) + 1 : 0).find(({ internal, name }) => internal && name)
  const what = /timer|timeout|immediate/i.test(`${by?.name} ${by?.place}`)
    ? 'a timer'
    : /emit|events/i.test(`${by?.name} ${by?.place}`)
      ? 'an event'
      : /module|loader/i.test(by?.place ?? '')
        ? 'a module that is loaded'
        : 'a timer, an event or a promise'
  if (first && isInPackage(first))
    return `${show(first)} is compiled and was called without one (if an await has begun it, as of a query, write await query.then((value) => value))`
  return first ? `${what} called ${show(first)} without one` : `${what} began this without one`
}
