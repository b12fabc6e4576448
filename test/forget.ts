import { register } from '../runtime/register.ts'

/** What a test has left open is none of the next one's. */
export function forgetScopes(): void {
  for (const scope of register.scopes ?? []) register.scopes.delete(scope)
}
