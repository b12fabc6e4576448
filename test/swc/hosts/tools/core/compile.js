import { mkdirSync, writeFileSync } from 'node:fs'
import { transformFileSync } from '@swc/core'
import { swcPlugin } from 'afterword/swc'

const { code } = transformFileSync('src/shop.tsx', {
  jsc: {
    parser: { syntax: 'typescript', tsx: true },
    target: 'es2022',
    experimental: { plugins: [swcPlugin()] },
  },
})
mkdirSync('out', { recursive: true })
writeFileSync('out/shop.js', code)
