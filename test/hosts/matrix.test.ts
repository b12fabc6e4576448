import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { behaviours } from './behaviours/index.ts'
import { hosts } from './hosts.ts'
import { findMatrix, guide, renderMatrix } from './matrix.ts'

test('the guide has the matrix that is declared: node test/hosts/matrix.ts --write', () => {
  expect(findMatrix(readFileSync(guide, 'utf8'))).toBe(renderMatrix())
})

test('each host and each behaviour is named once', () => {
  for (const names of [hosts.map(({ name }) => name), behaviours.map(({ key }) => key)])
    expect(names).toHaveLength(new Set(names).size)
})
