import { reactRouter } from '@react-router/dev/vite'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [afterword(), reactRouter()] })
