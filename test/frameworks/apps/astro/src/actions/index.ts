import { defineAction } from 'astro:actions'
import { work } from '../lib/work'

export const server = {
  say: defineAction({ accept: 'form', handler: async () => work('action') }),
}
