// What `after` takes, and what becomes of it.
import { expect } from 'vitest'
import { find, newId, whats } from '../client.ts'
import type { Behaviour } from './behaviour.ts'

export const tasks: Behaviour[] = [
  {
    key: 'kinds',
    claim: 'functions, async functions and promises',
    async check(client) {
      const id = newId('kinds')
      await client.get('/kinds', id)
      expect(whats(await client.until(id, 'sync', 'async', 'promise'))).toHaveLength(3)
    },
  },
  {
    key: 'nested',
    claim: 'tasks that give tasks, at once and after an await',
    async check(client) {
      const id = newId('nested')
      await client.get('/nested', id)
      const events = await client.until(id, 'innermost', 'behind an await')
      expect(whats(events)).toEqual(['outer', 'inner', 'innermost', 'behind an await'])
    },
  },
  {
    key: 'late',
    claim: 'a task that is given when the scope is drained runs, in a job of its own, and knows its request',
    async check(client) {
      const id = newId('late')
      await client.get('/late', id, { headers: { cookie: `session=${id}` } })
      const events = await client.until(id, 'late and awaited')
      expect(find(events, 'before').state).toBe('drained')
      expect(whats(events)).toEqual(['before', 'behind the call', 'late', 'late and awaited'])
      expect(find(events, 'late')).toMatchObject({ own: id })
      expect(find(events, 'late and awaited')).toMatchObject({ own: id, cookie: id })
    },
  },
  {
    key: 'errors',
    claim: 'a task that fails stops no other, and `onError` receives its name, place and request',
    async check(client) {
      const id = newId('errors')
      expect((await client.get('/errors', id)).status).toBe(200)
      await client.until(id, 'the others run', 'onError', 'onError', 'onError')
      const told = (await client.events(id)).filter(({ what }) => what === 'onError')
      expect(told.map(({ name, error }) => `${name}: ${error}`).sort()).toEqual([
        `${id} first: Error: at once`,
        `${id} second: Error: later`,
        `${id} third: Error: rejected`,
      ])
      for (const { place, request, host } of told) {
        expect(place).toMatch(/test\/hosts\/app\/routes\/tasks\.ts:\d+$/)
        expect([request, host]).toEqual(['GET /errors', client.host.opens])
      }
    },
  },
  {
    key: 'order',
    claim: 'tasks start in the order they were given, and run side by side',
    async check(client) {
      const id = newId('order')
      await client.get('/order', id)
      const order = [1, 2, 3, 4, 5]
      const starts = order.map((n) => `start ${n}`)
      const ends = order.map((n) => `end ${n}`)
      const seen = whats(await client.until(id, ...ends))
      expect(seen.slice(0, 5)).toEqual(starts)
      expect(seen.slice(5).sort()).toEqual(ends)
    },
  },
  {
    key: 'options',
    claim: '`key`, `name`, `cancel` and `done`',
    async check(client) {
      const id = newId('options')
      await client.get('/options', id)
      const events = await client.until(id, 'keyed 3', 'named', 'done')
      expect(find(events, 'handler')).toMatchObject({
        first: true,
        again: false,
        handle: true,
        handleName: `${id} handle`,
      })
      expect(find(events, 'named')).toMatchObject({ name: `${id} named` })
      expect(find(events, 'done')).toMatchObject({ status: 'cancelled' })
      for (const never of ['keyed 1', 'keyed 2', 'by name', 'by handle'])
        expect(whats(events)).not.toContain(never)
      const ended = events.filter(({ what }) => what === 'onTask').map(({ name, status }) => [name, status])
      expect(Object.fromEntries(ended)).toEqual({
        [`${id} keyed 1`]: 'cancelled',
        [`${id} keyed 2`]: 'cancelled',
        [`${id} keyed 3`]: 'done',
        [`${id} taken back`]: 'cancelled',
        [`${id} handle`]: 'cancelled',
        [`${id} named`]: 'done',
      })
    },
  },
  {
    key: 'on',
    claim: '`on`: success, error, always',
    async check(client) {
      for (const [path, expected, skipped] of [
        ['/on', ['always', 'success'], ['error', 'abort']],
        ['/on?fail', ['always', 'error'], ['success', 'abort']],
      ] as const) {
        const id = newId('on')
        await client.get(path, id)
        const events = await client.until(id, ...expected)
        for (const never of skipped) {
          expect(whats(events)).not.toContain(never)
          expect(events.find(({ name }) => name === `${id} ${never}`)).toMatchObject({ status: 'skipped' })
        }
      }
    },
  },
  {
    key: 'timeout',
    claim: '`timeout` becomes the `deadline`, and `signal` fires then',
    async check(client) {
      const id = newId('timeout')
      await client.get('/timeout', id)
      const events = await client.until(id, 'signal', 'onError')
      const { deadline, aborted } = find(events, 'start')
      expect(aborted).toBe(false)
      expect(deadline).toBeGreaterThan(40)
      expect(deadline).toBeLessThanOrEqual(61)
      const { reason, ms } = find(events, 'signal')
      expect(reason).toBe('TimeoutError')
      expect(ms).toBeGreaterThan(40)
      expect(find(events, 'onError')).toMatchObject({ name: `${id} slow` })
    },
  },
]
