import { writeFileSync } from 'node:fs'
import { ask } from './ask.js'
import * as shop from './src/shop.tsx'

test('every order is told to its own user', async () => {
  const found = await ask(shop)
  expect(found.told).toHaveLength(6)
  writeFileSync('found.json', JSON.stringify(found))
})
