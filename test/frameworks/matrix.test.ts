import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findMatrix, guide, renderMatrix } from './matrix.ts'

test('the guide has the matrix that is declared: node test/frameworks/matrix.ts --write', () => {
  expect(findMatrix(readFileSync(guide, 'utf8'))).toBe(renderMatrix())
})
