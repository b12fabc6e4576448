// Handlers whose parameters give the request no name: each finds its own, behind middleware that is not compiled and waits.
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { sleep } from './client.ts'

interface Forms {
  seen: string[]
  startExpress(): Promise<[number, () => void]>
  startFastify(): Promise<[number, () => void]>
  startHono(): Promise<[number, () => void]>
  startH3(): Promise<[number, () => void]>
}

const usual = ['none', 'pattern', 'two', 'default', 'later', 'rest', 'arguments', 'wrapped']
const forms = {
  startExpress: usual,
  startFastify: [...usual, 'hook'],
  startHono: usual,
  startH3: usual.filter((form) => form !== 'two' && form !== 'later'),
}

let app: Forms
beforeAll(async () => {
  app = await import(pathToFileURL(await bundle('forms', 'forms', 'node')).href)
}, 60_000)

describe.each(Object.entries(forms))('%s', (start, names) => {
  let port = 0
  let stop = (): void => {}
  beforeAll(async () => {
    ;[port, stop] = await app[start as keyof typeof forms]()
  })
  afterAll(() => stop())

  it.each(names)('%s: GET and POST, the first request and later ones, at once', async (form) => {
    app.seen.length = 0
    const ids: string[] = []
    for (const round of ['first', 'later']) {
      const ask = async (method: string, n: number): Promise<void> => {
        const id = `${round}-${method}-${n}`
        ids.push(id)
        const body = method === 'POST' ? { body: '{"x":1}' } : {}
        const response = await fetch(`http://127.0.0.1:${port}/${form}?pause`, {
          method,
          headers: { 'x-id': id, 'content-type': 'application/json' },
          ...body,
        })
        expect([response.status, await response.text()]).toEqual([200, expect.any(String)])
      }
      await Promise.all([1, 2, 3].flatMap((n) => [ask('GET', n), ask('POST', n)]))
    }
    for (let n = 0; n < 200 && app.seen.length < ids.length; n++) await sleep(5)
    const found = app.seen.map((line) => line.split(' '))
    expect(found.map(([id]) => id).sort()).toEqual(ids.sort())
    expect(new Set(found.map(([, told]) => told))).toEqual(new Set([form]))
  })
})
