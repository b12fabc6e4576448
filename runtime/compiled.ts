// What compiled code imports: a small contract, version 1. A name here never changes its meaning; the register's
// symbol carries the version.
export { afterWith, at } from './after.ts'
export { afterwordCall as call } from './call.ts'
export { author, keep, made } from './callbacks.ts'
export { from } from './carriers.ts'
export { asyncDisposer, disposer } from './dispose.ts'
export { home } from './home.ts'
// Only what is called on a namespace of Next's becomes one of these.
export { cookies, headers } from './next/headers.ts'
export { after } from './next/server.ts'
export { authorAt, pick, restOf } from './pick.ts'
export { bound, chain, given } from './reference.ts'
export { again, back, enter, frame, key, leave, register, resume, suspend } from './register.ts'
export { asked, spot } from './spot.ts'
export { steps } from './steps.ts'
export { within } from './within.ts'
