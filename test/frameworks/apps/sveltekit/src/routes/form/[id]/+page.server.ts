import { work } from '#lib/work'

export const actions = { default: async () => ({ said: await work('action') }) }
