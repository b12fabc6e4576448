// Handlers whose parameters give the request no name: each finds its own, behind middleware that is not compiled and waits.
// The rows of Next and of Server Components stand beside their apps: test/next/forms.ts, test/rsc/forms.ts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sleep } from './client.ts'
import { one, usual } from './forms.ts'
import { type Host, hosts } from './hosts.ts'
import { installNitro } from './nitro.ts'
import type { Running } from './running.ts'
import { start } from './start.ts'

const missing = installNitro()

/** Of another file, and registered by a member, a key, a name that is not written there, and out of a list. */
const elsewhere = ['imported', 'bracket', 'computed', 'table']
const given = [...one, 'named', 'object', 'method']
const forms: Record<string, string[]> = {
  'node:http': [...usual, 'named'],
  fetch: given,
  Workers: given,
  Bun: given,
  Deno: given,
  Vercel: given,
  Netlify: given,
  srvx: one,
  Lambda: [...usual.filter((form) => form !== 'later'), 'named'],
  Express: [...usual, ...elsewhere],
  Fastify: [...usual, ...elsewhere, 'hook'],
  Hono: [...usual, ...elsewhere],
  h3: [...one, ...elsewhere],
}
if (missing) console.warn(`Handlers of Nitro were not run: ${missing}`)
else forms.Nitro = [...one, 'named', 'defined', 'method']
/** Those of a framework on all that it runs on; a handler of fetch's kind stands behind a wrapper that is not compiled. */
const all = hosts.flatMap((host) => {
  const names = forms[host.name.replace(/ on .*/, '')]
  return names ? [{ host, names }] : []
})

describe.each(all)('$host.name', ({ host, names }: { host: Host; names: string[] }) => {
  let running: Running
  beforeAll(async () => {
    // A file of its own: the conformance suite writes that host's at the same time.
    running = await start({ ...host, name: `forms, ${host.name}` })
  }, 60_000)
  afterAll(() => running?.stop())

  it.each(names)('%s: GET and POST, the first request and later ones, at once', async (form) => {
    const ids: string[] = []
    for (const round of ['first', 'later']) {
      const ask = async (method: string, n: number): Promise<void> => {
        const id = `${form}-${round}-${method}-${n}`
        ids.push(id)
        const response = await fetch(`${running.url}/forms/${form}?pause`, {
          method,
          headers: { 'x-id': id, 'content-type': 'application/json' },
          ...(method === 'POST' && { body: '{"x":1}' }),
        })
        expect([response.status, await response.text()]).toEqual([200, expect.any(String)])
      }
      await Promise.all([1, 2, 3].flatMap((n) => [ask('GET', n), ask('POST', n)]))
    }
    const seen: string[][] = []
    for (let n = 0; n < 200 && seen.length < ids.length; n++) {
      const lines: string[] = await (await fetch(`${running.url}/forms/seen`)).json()
      seen.push(...lines.map((line) => line.split(' ')))
      await sleep(5)
    }
    expect(seen.map(([id]) => id).sort()).toEqual(ids.sort())
    expect(new Set(seen.map(([, told]) => told))).toEqual(new Set([form]))
  })
})
