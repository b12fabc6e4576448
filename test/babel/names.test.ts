// A file may use any name, also those that afterword would give to what it adds.

import { expect, test } from 'vitest'
import { HELPERS } from '../../transform/apply/names.ts'
import { byRequest, openProject, readJournal } from './harness.ts'

test.concurrent.each([
  ['Babel 8', 8, 'esm'],
  ['Babel 8, CommonJS', 8, 'commonjs'],
  ['Babel 7', 7, 'seven-esm'],
] as const)('%s: generated names keep apart from those of the file', async (_name, babel, config) => {
  using plain = openProject(['base', 'names', 'plain'])
  await plain.compile()
  const expected = byRequest(readJournal(await plain.node(['out/main.js'], { env: { CONTROL: '1' } })))
  expect(expected.a?.length).toBeGreaterThan(20)

  using project = openProject(['base', 'names', config], { babel })
  await project.compile()
  const result = readJournal(await project.node(['out/main.js']))
  expect(result.journal.filter(({ id, scope }) => scope !== `GET /${id}`)).toEqual([])
  expect(byRequest(result)).toEqual(expected)
  expect(result.lost).toEqual([])
})

test('the file uses every name that there is to collide with', () => {
  using project = openProject(['names'])
  const words = new Set(project.read('src/app.ts').match(/[\w$]+/g))
  expect(
    [...Object.values(HELPERS), '_c', '_s', '_s1', '_t', '_u'].filter((name) => !words.has(name)),
  ).toEqual([])
})
