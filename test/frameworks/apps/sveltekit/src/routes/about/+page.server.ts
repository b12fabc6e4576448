import { late } from '#lib/work'

export const prerender = true

export const load = async () => ({ about: await late('about') })
