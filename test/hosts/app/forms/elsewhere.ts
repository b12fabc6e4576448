// Handlers that nothing in their own file shows to be any: another file registers them, and they name no request.
import { tell } from './tell.ts'

const say = (form: string): string => tell(form)

export const imported = async () => say('imported')
export const bracket = async () => say('bracket')
export const computed = async () => say('computed')
export const listed = [['/forms/table', async () => say('table')]] as const

/** For frameworks that answer with a Response, and for those that answer by themselves. */
export const toResponse = {
  imported: async () => new Response(say('imported')),
  bracket: async () => new Response(say('bracket')),
  computed: async () => new Response(say('computed')),
  listed: [['/forms/table', async () => new Response(say('table'))]] as const,
}
export const toNothing = {
  imported: async () => void say('imported'),
  bracket: async () => void say('bracket'),
  computed: async () => void say('computed'),
  listed: [['/forms/table', async () => void say('table')]] as const,
}

/** A method whose name is not written where it is called. */
export const method = 'all'
