// Code that nobody wrote for this test: packages as they are published, and our own TypeScript.
//
//   CORPUS=5000 npm test -- parity/corpus      that many files
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { chooseFiles } from './corpus.ts'
import { findDifference, ROOT } from './same.ts'

const FILES = Number(process.env.CORPUS ?? 150)

test('the engines come to one program, and all else stays', { timeout: 600_000 }, () => {
  const found: string[] = []
  let compared = 0
  for (const file of chooseFiles(FILES)) {
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
