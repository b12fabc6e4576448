import { unstable_reactRouterRSC as reactRouterRSC } from '@react-router/dev/vite'
import rsc from '@vitejs/plugin-rsc'
import afterword from 'afterword/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    // What React Router awaits between the request and the page passes the scope on.
    afterword({ include: ['node_modules/react-router/', 'node_modules/@react-router/dev/'] }),
    reactRouterRSC(),
    rsc(),
  ],
})
