// The plugin of the other version.
import { readFileSync } from 'node:fs'
import { transformFileSync } from '@swc/core'
import { swcPlugin } from 'afterword/swc'

const { version } = JSON.parse(readFileSync('node_modules/@swc/core/package.json', 'utf8'))
const wrong = version.startsWith('1.15.') ? '1.16' : '1.15'

transformFileSync('src/shop.tsx', {
  jsc: {
    parser: { syntax: 'typescript', tsx: true },
    experimental: { plugins: [swcPlugin({}, { version: wrong })] },
  },
})
