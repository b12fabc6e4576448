// Where an uncompiled call stands, and which call lost the scope: read from the stack.
import { AfterwordError, coded } from './error.ts'
import { noScopeCompiled, noScopeEither, noScopeUncompiled, unknownCarrier } from './messages.generated.ts'
import type { AnyFunction } from './register.ts'

/** The frames below `caller`, outermost last. More than usual, for the last is the one that began the job. */
function frames(caller: AnyFunction, limit: number): string[] {
  const holder: { stack?: unknown } = {}
  let stack: unknown
  try {
    const { stackTraceLimit } = Error
    // Refused, and no matter, where intrinsics are frozen.
    Reflect.set(Error, 'stackTraceLimit', limit)
    Error.captureStackTrace?.(holder, caller)
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
    stack = holder.stack
  } catch {
    // A program's own Error.prepareStackTrace.
  }
  // Or it has its own idea of a stack.
  if (typeof stack !== 'string') return []
  return stack.split('\n').flatMap((line) => /^\s*at (.*)$/.exec(line)?.[1] ?? [])
}

/** `name (file:///app/src/a.ts:3:5)` → `src/a.ts:3` */
function shorten(frame: string): string {
  const where = /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, '')
  const file = where.replace(/^file:\/\//, '').replace(/(:\d+):\d+$/, '$1')
  const root = (globalThis as { process?: { cwd?(): string } }).process?.cwd?.()
  return root && file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
}

const foreign = /node_modules|\bnode:/
// Methods of the language call back at once and lose nothing.
const builtin = /<anonymous>|\(native\)/
const unknown = 'an unknown place'

export function here(caller: AnyFunction): string | undefined {
  const [frame] = frames(caller, 1)
  return frame === undefined ? undefined : shorten(frame)
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
  const [site, ...callers] = frames(caller, 60)
  const where = place || (site === undefined ? unknown : shorten(site))
  if (compiled === false) return coded(AfterwordError, noScopeUncompiled(call, where))
  const suspects = callers.filter((frame) => !builtin.test(frame))
  const last = suspects.find((frame) => foreign.test(frame)) ?? suspects.at(-1)
  // Without a word of the compiler's, the call is one that is the same in every file.
  const text = compiled ? noScopeCompiled : noScopeEither
  return coded(AfterwordError, text(call, where, last ?? 'the timer, event or promise that began this job'))
}
