import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    afterword(),
    sveltekit({
      adapter: adapter(),
      compilerOptions: { experimental: { async: true } },
      experimental: { remoteFunctions: true },
    }),
  ],
})
