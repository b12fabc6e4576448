// The same where React is not the one that renders Server Components: for a module that a client loads, too, and every engine has compiled.
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'

export * from '../../compiled.ts'
export { cache } from './plain.ts'

export function entry(_shape: string): Scope | null {
  return register.scope
}
