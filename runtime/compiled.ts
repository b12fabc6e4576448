// What compiled code imports: a small contract, version 1. A name here never changes its meaning; the register's
// symbol carries the version.
export { after, afterWith, at } from './after.ts'
export { from } from './carriers.ts'
export { cookies } from './cookies.ts'
export { asyncDisposer, disposer } from './dispose.ts'
export { headers } from './headers.ts'
export { pick, restOf } from './pick.ts'
export { bound, chain } from './reference.ts'
export { enter, key, recover, register, resume, suspend, v } from './register.ts'
export { steps } from './steps.ts'
export { within } from './within.ts'
