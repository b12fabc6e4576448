// One app for the edge's renderer, which plugin-rsc ships, and for Node's.
import react from '@vitejs/plugin-react'
import rsc from '@vitejs/plugin-rsc'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

const isNode = process.env.RENDERER === 'node'
const suffix = isNode ? '.node' : ''

export default defineConfig({
  logLevel: 'warn',
  clearScreen: false,
  // Once where a look for node_modules in the path does not find it.
  cacheDir: isNode ? '.vite' : 'node_modules/.vite',
  resolve: {
    alias: {
      '#server': `@vitejs/plugin-rsc/rsc/server${suffix}`,
      '#static': `@vitejs/plugin-rsc/rsc/static${suffix}`,
    },
  },
  plugins: [
    afterword(),
    react(),
    rsc({
      // What an action has closed over is encrypted by the edge's renderer, and React has one renderer at a time.
      enableActionEncryption: !isNode,
      entries: { rsc: './src/entry.rsc.tsx', ssr: './src/entry.ssr.tsx', client: './src/entry.browser.tsx' },
    }),
  ],
})
