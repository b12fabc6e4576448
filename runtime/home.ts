// How CommonJS reaches the helpers: as members of one global, whose names no minifier changes. Modules that are compiled say
//
//   require("afterword/compiled").home(globalThis)
//
// and `_aw1.l(frame)` from then on. The name carries the version of the contract; a name in here never changes its meaning.
import { afterWith, at } from './after.ts'
import { afterwordCall } from './call.ts'
import { author, keep, made } from './callbacks.ts'
import { from } from './carriers.ts'
import { asyncDisposer, disposer } from './dispose.ts'
import { cookies, headers } from './next/headers.ts'
import { after } from './next/server.ts'
import { authorAt, pick, restOf } from './pick.ts'
import { bound, chain, given } from './reference.ts'
import { again, back, enter, frame, key, leave, register, resume, suspend } from './register.ts'
import { asked, spot } from './spot.ts'
import { steps } from './steps.ts'
import { within } from './within.ts'

const helpers: Record<string, unknown> = {
  r: register,
  n: enter,
  h: keep,
  o: suspend,
  i: resume,
  x: frame,
  l: leave,
  b: back,
  g: again,
  a: author,
  m: made,
  w: afterwordCall,
  y: asked,
  q: spot,
  k: key,
  rest: restOf,
  steps,
  disposer,
  asyncDisposer,
  bound,
  chain,
  given,
  at,
  after,
  afterWith,
  headers,
  cookies,
  from,
  pick,
  authorAt,
  within,
}

/**
 * Puts the helpers where the code of this realm looks for them. The first copy of the package stays, so that all code has the same ones; an older
 * copy gets what it lacks.
 */
export function home(global: object): void {
  const known = (global as { _aw1?: typeof helpers })._aw1
  if (known === helpers) return
  if (!known) Object.defineProperty(global, '_aw1', { value: helpers })
  else for (const name in helpers) known[name] ??= helpers[name]
}
