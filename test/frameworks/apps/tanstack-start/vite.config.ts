import { tanstackStart } from '@tanstack/react-start/plugin/vite'
import react from '@vitejs/plugin-react'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    afterword(),
    tanstackStart({
      pages: [{ path: '/about', prerender: { enabled: true } }],
      prerender: { enabled: true, autoStaticPathsDiscovery: false, crawlLinks: false },
    }),
    react(),
  ],
})
