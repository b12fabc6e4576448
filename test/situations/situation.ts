// Whose request does a callback get? Small programs, each run by two requests: ada's comes first, and then bob's.

/**
 * - `waiter`: ada's callback waits until bob's request runs it. Ada's request is still open then, or it is over.
 * - `lazy`: ada's request makes what bob's uses. Ada's is still open then, or it is over.
 * - `neutral`: nothing of that kind, and it must stay as it is.
 */
export type Kind = 'waiter' | 'lazy' | 'neutral'

export interface Situation {
  kind: Kind
  /** A sentence that is true where every answer is right. */
  claim: string
  /**
   * A module. `ask('ada')` asks whose request this is; its argument is what someone who passes the request by hand would have there,
   * for "a callback keeps the scope of its author while that lives; every other function takes its caller's, then its author's".
   * A callback whose request is over still wants that: a late task runs at once.
   *
   * It exports `ada(request)`, and `bob(request)` that runs later, or `GET` and `POST` for them, as a route file does. `before()` is the
   * beginning of bob's request, ahead of ada's. `end()` belongs to nobody.
   */
  code: string
  /** Packages that are compiled, too, as `include` does it. */
  compiled?: readonly string[]
}

type Make = (claim: string, code: string, compiled?: readonly string[]) => Situation

const make =
  (kind: Kind): Make =>
  (claim, code, compiled) => ({ kind, claim, code, ...(compiled && { compiled }) })

export const waiter: Make = make('waiter')
export const lazy: Make = make('lazy')
export const neutral: Make = make('neutral')
