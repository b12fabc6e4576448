// Where a call of `after` is written: as compiled code has told it on the way, else as the stack has it.
import { here } from './lost.ts'
import { type AnyFunction, register } from './register.ts'

/** `placed` is the last argument of the call that a place was told for, the first that a spread brings, or of one that never came here: a mock's. */
export function placeOf(caller: AnyFunction, task: unknown, given: unknown): string | undefined {
  const { place, placed } = register
  const [first = placed] = Array.isArray(placed) ? placed : []
  const isMeant = place !== undefined && (first === task || first === given)
  register.place = isMeant ? place : undefined
  register.placed = null
  return register.place ?? here(caller)
}

/** Whether the call that is made now is compiled. */
export const isCompiled = (place: string | undefined): boolean | undefined =>
  place === undefined ? undefined : place === register.place
