import node from '@astrojs/node'
import afterword from 'afterword/astro'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [afterword()],
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
})
