import { afterEach, describe, expect, it } from 'vitest'
import { after as compiledAfter, register } from '../../runtime/compiled.ts'
import { drainAfter, openScope } from '../../runtime/index.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => register.scopes.clear())

describe('drainAfter', () => {
  it('is done at once where there is nothing', async () => {
    const begin = performance.now()
    expect(await drainAfter()).toEqual({ done: 0, lost: [] })
    expect(performance.now() - begin).toBeLessThan(500)
  })

  it('waits for open requests, their tasks, nested ones, and late ones', async () => {
    const scope = openScope()
    const log: string[] = []
    scope.after(async () => {
      await sleep(5)
      scope.after(async () => {
        await sleep(5)
        log.push('nested')
      })
    })
    setTimeout(() => scope.close('sent'), 10)
    const gone = openScope()
    gone.close('aborted')
    gone.after(() => sleep(30).then(() => log.push('late')))
    expect(await drainAfter({ timeout: 5_000 })).toEqual({ done: 3, lost: [] })
    expect(log).toEqual(['nested', 'late'])
  })

  it('stops at its bound, and names what was lost', async () => {
    const open = openScope({ name: 'GET /open' })
    const closed = openScope({ name: 'GET /closed' })
    open.run(() => compiledAfter('src/a.ts:1', () => {}, { name: 'queued' }))
    closed.run(() => compiledAfter('src/a.ts:2', () => new Promise(() => {}), { name: 'stuck' }))
    closed.run(() => compiledAfter('src/a.ts:3', () => sleep(5), { name: 'quick' }))
    closed.close('sent')
    const begin = performance.now()
    const { done, lost } = await drainAfter({ timeout: 60 })
    expect(performance.now() - begin).toBeGreaterThan(50)
    expect(performance.now() - begin).toBeLessThan(2_000)
    expect(done).toBe(1)
    expect(lost.map(({ name, place, request }) => [name, place, request])).toEqual([
      ['queued', 'src/a.ts:1', 'GET /open'],
      ['stuck', 'src/a.ts:2', 'GET /closed'],
    ])
    for (const { age } of lost) expect(age).toBeGreaterThan(50)
  })
})
