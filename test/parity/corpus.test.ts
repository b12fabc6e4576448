// Code that nobody wrote for this test: packages as they are published, and our own TypeScript.
//
//   CORPUS=5000 npm test -- parity/corpus      that many files
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findDifference, ROOT } from './same.ts'

const FILES = Number(process.env.CORPUS ?? 150)
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
const OWN = '{transform,test}/**/*.ts'

/** Spread over all of them: every nth. */
function choose(): string[] {
  const patterns = [...PACKAGES.map((each) => `node_modules/${each}/**/*.{js,mjs,cjs}`), OWN]
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT }).sort())
  const readable = found.filter((file) => !/test\/babel\/projects/.test(file))
  const step = Math.max(1, readable.length / FILES)
  return Array.from(
    { length: Math.min(FILES, readable.length) },
    (_, index) => readable[Math.floor(index * step)] as string,
  )
}

test('the engines come to one program, and all else stays', { timeout: 600_000 }, () => {
  const found: string[] = []
  let compared = 0
  for (const file of choose()) {
    const code = readFileSync(path.join(ROOT, file), 'utf8')
    // A bundle of a megabyte says what its parts say.
    if (code.length > 200_000) continue
    const difference = findDifference(code, file)
    if (difference !== undefined) compared++
    if (difference) found.push(`${file}: ${difference}`)
  }
  expect(found.join('\n\n')).toBe('')
  expect(compared).toBeGreaterThan(FILES * 0.8)
})
