// What `configureAfter({ log: true })` prints.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { configureAfter, openScope } from '../../runtime/index.ts'

let lines: string[] = []

beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(...text.split('\n')))
  configureAfter({ log: true, onError: () => {} })
})

afterEach(() => {
  configureAfter({ log: false, onError: undefined })
  vi.restoreAllMocks()
})

/** Times are what they are. */
const read = () => lines.map((line) => line.replaceAll(/\d+\.\d ms/g, '# ms').replaceAll(/ +/g, ' '))

it('a request with its tasks, each below the one that gave it, when they are over', async () => {
  const scope = openScope({ name: 'POST /orders' })
  scope.after(
    async () => {
      scope.after(() => {}, { name: 'stock' }, 'src/stock.ts:3')
      await sleep(2)
      throw new Error('mail server\nis down')
    },
    { name: 'receipt' },
    'src/orders.ts:14',
  )
  scope.after(() => {}, { name: 'refund', on: 'error' })
  scope.after(() => {}, {}, 'src/orders.ts:20')
  scope.close('sent', { status: 201 })
  expect(lines).toEqual([])
  await scope.drained
  await null
  expect(read()).toEqual([
    'POST /orders 201 sent response finished at # ms',
    ' receipt src/orders.ts:14 at # ms for # ms failed',
    ' Error: mail server\\nis down',
    ' └ stock src/stock.ts:3 at # ms for # ms done',
    ' refund skipped',
    ' src/orders.ts:20 at # ms for # ms done',
  ])
})

it('nothing of a request without tasks; one that is given late is printed with its request again', async () => {
  const scope = openScope({ name: 'GET /' })
  scope.close('sent', { status: 200 })
  await scope.drained
  await null
  expect(lines).toEqual([])
  await scope.after(() => {}, { name: 'late' }, 'a.ts:1').done
  await null
  expect(read().slice(0, 1)).toEqual([expect.stringMatching(/^GET \/ 200 sent/)])
  expect(read()[1]).toMatch(/^ late a.ts:1 at # ms for # ms done$/)
  expect(lines).toHaveLength(2)
})

it('what a request has chosen drives no terminal', async () => {
  const scope = openScope({ name: 'GET /\x1b[2J' })
  scope.after(() => Promise.reject(new Error('\x1b[31mred')), { name: 'a\x1b[0m' })
  scope.close('sent')
  await scope.drained
  await null
  expect(lines.join('\n')).not.toContain('\x1b')
})

it('beside the listeners of the application, which it outlives; false ends it', async () => {
  configureAfter({ onTask: undefined })
  const visit = async () => {
    const scope = openScope({ name: 'GET /' })
    scope.after(() => {})
    scope.close('sent')
    await scope.drained
    await null
  }
  await visit()
  expect(lines).toHaveLength(2)
  configureAfter({ log: false })
  await visit()
  expect(lines).toHaveLength(2)
})
