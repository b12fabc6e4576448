import { solidStart } from '@solidjs/start/config'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [afterword(), solidStart({ middleware: './src/middleware.ts', devOverlay: false })],
})
