import type { Request } from './grammar.ts'
import { prelude, type Scope } from './prelude.ts'
import type { Form } from './tree.ts'
import { show, world } from './world.ts'

const shared = globalThis as Record<symbol, unknown>
const key = Symbol.for('afterword.register.v1')

/** The cell that compiled code and the runtime share; whoever loads first makes it. */
function sharedRegister(): { scope: unknown } {
  shared[key] ??= { scope: null }
  return shared[key] as { scope: unknown }
}

type Entry = (...args: unknown[]) => unknown

/** A module's text as the body of a function: many thousands of them run in one process. */
function bodyOf(code: string): string {
  const exported: string[] = []
  const text = code
    .replace(/\bimport\s*\{([^}]*)\}\s*from\s*["']afterword\/compiled["'];?/g, (_all, names: string) => {
      return `const {${names.replace(/([\w$]+)\s+as\s+/g, '$1: ')}} = $compiled;`
    })
    .replace(/\bimport\s*\{[^}]*\bas\s+([\w$]+)\s*\}\s*from\s*["']afterword["'];?/g, 'const $1 = see;')
    .replace(/\bexport\s*\{([^}]*)\};?/g, (_all, names: string) => {
      exported.push(names.replace(/([\w$]+)\s+as\s+([\w$]+)/g, '$2: $1'))
      return ''
    })
  return `'use strict';\n${text}\nreturn {${exported}}`
}

function evaluate(code: string, globals: Record<string, unknown>): Record<string, Entry> {
  return new Function(...Object.keys(globals), bodyOf(code))(...Object.values(globals))
}

/** Whether a text is a program at all: not everything that a tool prints is. */
export function isProgram(code: string): boolean {
  try {
    new Function(bodyOf(code))
    return true
  } catch {
    return false
  }
}

let failures: ((error: unknown) => void) | undefined
/** Programs leave rejections behind, on purpose: in both forms at the same moment. */
export function ownUnhandledRejections(): void {
  process.on('unhandledRejection', (error) => failures?.(error))
  // Handled after all: no reason for a warning.
  process.on('rejectionHandled', () => {})
}

/** Runs one form of a program, all its requests interleaved, and returns everything that could be seen. */
export async function run(
  code: string,
  form: Form,
  requests: readonly Request[],
  compiled: Record<string, unknown> = {},
): Promise<string[]> {
  const held = form === 'written' ? sharedRegister() : { scope: null }
  held.scope = null
  const here = world(() => held.scope)
  failures = (error) => here.trace.push(`unhandled ${show(error)}`)
  const note = (event: string) => here.trace.push(event)
  const scopes = new Map<number, Scope>()
  for (const { scope } of requests) scopes.set(scope, { id: scope })
  // The first request loads the module, as a dynamic import or a `require` does: what that makes belongs to nobody all the same.
  const home = { scope: scopes.values().next().value ?? null }
  const globals = { ...prelude(here, form, held), home, $compiled: compiled }
  let entries: Record<string, Entry>
  if (form === 'written') held.scope = home.scope
  try {
    entries = evaluate(code, globals)
  } catch (error) {
    if (error instanceof SyntaxError) throw error
    note(`module threw ${show(error)}`)
    home.scope = held.scope = null
    await here.run()
    return here.trace
  }
  if (form === 'written' && held.scope !== home.scope) note('register changed by a module')
  home.scope = held.scope = null

  const start = ({ scope: id, entry }: Request, index: number) => {
    const scope = scopes.get(id)
    const fn = entries[entry] as Entry
    let result: unknown
    note(`request ${index} of ${id}: ${entry}`)
    try {
      if (form === 'threaded') result = fn(scope, id + index)
      else {
        held.scope = scope
        try {
          result = fn(id + index)
        } finally {
          if (held.scope !== scope) note('register changed by an entry')
          held.scope = null
        }
      }
    } catch (error) {
      return note(`request ${index} threw ${show(error)}`)
    }
    note(`request ${index} returned ${show(result)}`)
    void settle(result, index)
  }
  // What an entry returns is used as a server would: awaited, or read to its end, without any scope.
  const settle = async (result: Any, index: number) => {
    try {
      if (result instanceof Promise) note(`request ${index} resolved ${show(await result)}`)
      else if (typeof result?.next === 'function')
        for (let count = 0; count < 8; count++) {
          const { done, value } = await result.next(count)
          note(`request ${index} sent ${show(value)}`)
          if (done) break
        }
    } catch (error) {
      note(`request ${index} rejected ${show(error)}`)
    }
  }
  // Requests of one turn start in microtasks of it, so that their steps mix.
  for (const turn of new Set(requests.map((request) => request.turn)))
    here.timer(() => {
      requests.forEach(async (request, index) => {
        if (request.turn !== turn) return
        for (let tick = 0; tick <= request.ticks; tick++) await null
        here.job(() => start(request, index))
      })
    }, turn)
  await here.run()
  held.scope = null
  failures = undefined
  return here.trace
}

// biome-ignore lint/suspicious/noExplicitAny: values of generated programs
type Any = any
