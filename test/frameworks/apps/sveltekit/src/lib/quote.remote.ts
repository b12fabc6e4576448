import { command, form, query } from '$app/server'
import { late, work } from './work'

export const quote = query('unchecked', async (what: string) => late(what))

export const send = form(async () => work('send'))

export const ring = command('unchecked', async (bell: string) => `${await work('ring')} ${bell}`)
