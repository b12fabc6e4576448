import { defineNuxtConfig } from 'nuxt/config'

export default defineNuxtConfig({
  modules: ['afterword/nuxt'],
  compatibilityDate: '2026-11-01',
  telemetry: false,
  nitro: { prerender: { routes: ['/about'], crawlLinks: false } },
})
