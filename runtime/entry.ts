import { register } from './register.ts'
import type { Scope } from './types.ts'

/** The scope of an entry by its shape (R2): what the host that calls it knows, else the register. */
export function entry(shape: string): Scope | null {
  return register.entry?.(shape) ?? register.scope
}
