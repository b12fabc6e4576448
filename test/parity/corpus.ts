// Code that nobody wrote for these tests: packages as they are published, and our own TypeScript.
import { globSync } from 'node:fs'
import { ROOT } from './same.ts'

const PACKAGES = [
  'hono',
  '@hono/node-server',
  'srvx',
  'vite',
  'vitest',
  'webpack',
  'tsup',
  '@changesets/cli',
  'unctx',
]
const PATTERNS = [
  ...PACKAGES.map((each) => `node_modules/${each}/**/*.{js,mjs,cjs}`),
  '{transform,test}/**/*.ts',
]

/** So many files, spread over all of them: every nth. */
export function chooseFiles(count: number, patterns: readonly string[] = PATTERNS): string[] {
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT }).sort())
  const readable = found.filter((file) => !/test\/babel\/projects/.test(file))
  const step = Math.max(1, readable.length / count)
  return Array.from(
    { length: Math.min(count, readable.length) },
    (_, index) => readable[Math.floor(index * step)] as string,
  )
}
