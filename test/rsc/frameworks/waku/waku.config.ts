import afterword from 'afterword/vite'
import { defineConfig } from 'waku/config'

export default defineConfig({
  // What Waku awaits between the request and the page passes the scope on.
  vite: { plugins: [afterword({ include: 'node_modules/waku/' })] },
})
