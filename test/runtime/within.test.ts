// `export const maxDuration` of a route file, compiled: how long the tasks of its requests may take.
import { expect, test } from 'vitest'
import { within } from '../../runtime/compiled.ts'
import { type AfterInfo, openScope } from '../../runtime/index.ts'

const told = async (seconds: number[], options: { deadline?: Date; timeout?: number } = {}) => {
  const scope = openScope({ deadline: options.deadline })
  let info: AfterInfo | undefined
  const before = Date.now()
  scope.run(() => {
    for (const each of seconds) within(each)
  })
  scope.after(
    async (given) => {
      info = given
    },
    { timeout: options.timeout },
  )
  scope.close('sent')
  await scope.drained
  return info?.deadline && Number(info.deadline) - before
}

test('it becomes the deadline of the tasks', async () => {
  expect(await told([60])).toBeGreaterThan(59_000)
  expect(await told([60])).toBeLessThanOrEqual(60_100)
  expect(await told([])).toBe(undefined)
})

test('the nearest limit counts: of two files, of the host, of the task', async () => {
  expect(await told([60, 20, 40])).toBeLessThan(20_100)
  expect(await told([60], { deadline: new Date(Date.now() + 5_000) })).toBeLessThan(5_100)
  expect(await told([60], { timeout: 3_000 })).toBeLessThan(3_100)
})

test('its signal fires then, and the drain waits no longer', async () => {
  const scope = openScope()
  let reason: unknown
  scope.run(within, 0.02)
  const { done } = scope.after(
    (info: AfterInfo) =>
      new Promise(() => info.signal.addEventListener('abort', () => (reason = info.signal.reason))),
  )
  done.catch(() => {})
  scope.close('sent')
  expect(await scope.drained).toMatchObject({ timeout: 1 })
  expect(reason).toMatchObject({ code: 'AFTERWORD_TASK_TIMEOUT' })
})

test('outside of a request it says nothing', () => {
  expect(() => within(60)).not.toThrow()
})
