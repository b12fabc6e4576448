import { test } from 'vitest'
import { conform } from './conform.ts'
import { installNitro } from './nitro.ts'

const reason = installNitro()

if (reason) {
  console.warn(`Nitro was not run: ${reason}`)
  test.skip('Nitro was not run: npm could not install it')
} else conform('Nitro')
