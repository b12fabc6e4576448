/**
 * Which nested functions are local (R2)? All that is done with one is that it is called by its name, by the function that it is written in or by
 * others in there. Each of these has set the register when it calls, to its own scope or else to the capture around both.
 *
 *     const log = (row) => print(row)      rows.map((row) => log(row))
 */
import type { Entry } from './entries/entry.ts'
import type { Func } from './functions.ts'
import type { Node } from './nodes.ts'

export interface LocalContext {
  /** The functions that call it by its name, where that is all that is done with it. */
  callersOf(func: Func): readonly Node[] | null
  funcOf(node: Node): Func | null
  entryOf(func: Func): Entry | null
  isIgnored(node: Node): boolean
}

export function isLocal(func: Func, { callersOf, funcOf, entryOf, isIgnored }: LocalContext): boolean {
  if (!func.parent) return false
  const callers = callersOf(func)
  if (!callers || callers.length === 0) return false
  return callers.every((node) => {
    let caller = funcOf(node)
    // A route in there has no capture around it: called without a request, it would leave the register empty.
    while (caller && caller !== func.parent && !isIgnored(caller.node) && !entryOf(caller)?.noOuter)
      caller = caller.parent
    return caller === func.parent
  })
}
