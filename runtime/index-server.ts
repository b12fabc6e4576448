// `afterword` where a server runs it: the words for what goes wrong are there before any host is.
import { type After, after as schedule } from './after.ts'
import { aid } from './aid.ts'
import { trace } from './channel.ts'
import { cookies as readCookies } from './cookies.ts'
import { headers as readHeaders } from './headers.ts'
import { register } from './register.ts'

export * from './index.ts'

register.aid ??= aid
register.trace ??= trace

// Of this module's own: so a bundler that follows names to where they are made still keeps the line above.
export const after: After = schedule
export const cookies: typeof readCookies = readCookies
export const headers: typeof readHeaders = readHeaders
