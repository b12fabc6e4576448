// `afterword/compiled` where a server runs it: the words for what goes wrong are there before any host is.
import { type After, at as tellPlace } from './after.ts'
import { aid } from './aid.ts'
import { trace } from './channel.ts'
import { home as settle } from './home.ts'
import { cookies as readCookies, headers as readHeaders } from './next/headers.ts'
import { after as giveTask } from './next/server.ts'
import { register } from './register.ts'

export * from './compiled.ts'

register.aid ??= aid
register.trace ??= trace

// Of this module's own: so a bundler that follows names to where they are made still keeps the line above.
export const home: typeof settle = settle
export const at: typeof tellPlace = tellPlace
export const after: After = giveTask
export const cookies: typeof readCookies = readCookies
export const headers: typeof readHeaders = readHeaders
