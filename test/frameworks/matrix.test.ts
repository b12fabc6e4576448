import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findMatrix, readme, renderMatrix } from './matrix.ts'

test('the README has the matrix that is declared: node test/frameworks/matrix.ts --write', () => {
  expect(findMatrix(readFileSync(readme, 'utf8'))).toBe(renderMatrix())
})
