// Does every `after()` find its own request? Real servers, real modules, compiled as a build compiles them.

import { afterEach, describe, expect, it } from 'vitest'
import type * as App from './app/app.ts'
import type * as Behind from './app/behind.ts'
import type * as Boot from './app/boot.ts'
import type * as Journal from './app/journal.ts'
import type { Entry } from './app/journal.ts'
import type * as Sleep from './app/sleep.ts'
import { type Compilation, compile } from './compile.ts'
import { four, many } from './contest.ts'
import { requests, type Served, serve } from './server.ts'
import type * as Afterword from './tools/afterword.ts'

let served: Served | undefined
afterEach(async () => {
  await served?.close()
  served = undefined
})

const seed = Number(process.env.AFTERWORD_SEED ?? 1)

/** Compiles the app anew, serves one of its modules, and returns what it wrote down. */
async function open<Module extends { listener: typeof App.listener }>(
  module: string,
  compilation: Omit<Compilation, 'folder'>,
): Promise<{ app: Module; served: Served; journal: Entry[] }> {
  const find = compile({ folder: 'app', ...compilation })
  const app: Module = await import(find(module))
  const { journal }: typeof Journal = await import(find('journal'))
  const sleep: typeof Sleep = await import(find('sleep'))
  sleep.seed(seed)
  served = await serve(app.listener)
  return { app, served, journal }
}

const wrong = (journal: Entry[]) => journal.filter(({ own, got }) => got !== null && got !== own)
const refused = (journal: Entry[]) => journal.filter(({ got }) => got === null)

/** How often each place was passed. */
function count(journal: Entry[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { place } of journal) counts[place] = (counts[place] ?? 0) + 1
  return counts
}

const times = (places: Readonly<Record<string, number>>, factor: number) =>
  Object.fromEntries(Object.entries(places).map(([place, each]) => [place, each * factor]))

describe('400 requests at once, all compiled', () => {
  it('gives every after() its own request, at every place of every request', async () => {
    const { app, served, journal } = await open<typeof App>('app', { name: 'all' })
    await served.visit(requests(400), 'at once')

    expect(wrong(journal)).toEqual([])
    expect(refused(journal)).toEqual([])
    expect(count(journal)).toEqual(times(app.places, 400))
    const perRequest = Object.values(app.places).reduce((sum, each) => sum + each)
    const right = requests(400).filter(
      (id) => journal.filter(({ own, got }) => own === id && got === id).length === perRequest,
    )
    expect(right).toHaveLength(400)
    expect(served.peak()).toBeGreaterThan(40)
  })

  it('is not a matter of course: the same app uncompiled loses most of them, and mixes none', async () => {
    const { served, journal } = await open<typeof App>('app', { name: 'plain', uncompiled: true })
    await served.visit(requests(50), 'at once')

    expect(wrong(journal)).toEqual([])
    expect(refused(journal).length).toBeGreaterThan(journal.length / 2)
    expect(new Set(refused(journal).map(({ code }) => code))).toEqual(new Set(['AFTERWORD_NO_SCOPE']))
  })
})

describe('400 requests through one uncompiled await', () => {
  it('refuses what stands behind it with no carrier in sight, and nothing else', async () => {
    const { app, served, journal } = await open<typeof Behind>('behind', {
      name: 'behind',
      uncompiled: 'uncompiled',
    })
    await served.visit(requests(400), 'at once')

    expect(wrong(journal)).toEqual([])
    const each = (places: readonly string[]) => Object.fromEntries(places.map((place) => [place, 400]))
    expect(count(refused(journal))).toEqual(each(app.refused))
    expect(count(journal.filter(({ own, got }) => own === got))).toEqual(each(app.own))
    expect(refused(journal)).toHaveLength(1600)
    expect(new Set(refused(journal).map(({ code }) => code))).toEqual(new Set(['AFTERWORD_NO_SCOPE']))
    for (const { message } of refused(journal))
      expect(message).toMatch(/after\(\) at .*journal\.ts:\d+ found no request to belong to/)
  })

  it('finds all of them once that module is compiled too', async () => {
    const { app, served, journal } = await open<typeof Behind>('behind', { name: 'before' })
    await served.visit(requests(100), 'at once')

    expect(wrong(journal)).toEqual([])
    expect(refused(journal)).toEqual([])
    expect(journal).toHaveLength((app.own.length + app.refused.length) * 100)
  })
})

describe('an app that boots, memoises and caches inside its first request', () => {
  const visits = {
    'when the first is over': 'in turn',
    'while the first is served': 'at once',
  } as const
  for (const [when, how] of Object.entries(visits)) {
    it(`gives the second request its own ${when}`, async () => {
      const { app, served, journal } = await open<typeof Boot>('boot', { name: `boot ${how}` })
      await served.visit(requests(2), how)

      expect(wrong(journal)).toEqual([])
      expect(refused(journal)).toEqual([])
      expect(count(journal.filter(({ own }) => own === 'r1'))).toEqual(app.places)
      expect(count(journal.filter(({ own }) => own === 'r2'))).toEqual(app.places)
    })
  }

  it('and so do a hundred more', async () => {
    const { app, served, journal } = await open<typeof Boot>('boot', { name: 'boot many' })
    await served.visit(['first'], 'in turn')
    await served.visit(requests(100), 'at once')

    expect(wrong(journal)).toEqual([])
    expect(refused(journal)).toEqual([])
    expect(count(journal)).toEqual(times(app.places, 101))
  })
})

describe('one untransformed await, beside other tools', () => {
  it('hands nobody the request of another', async () => {
    const { byName, inPlace, wrong } = await four('afterword')
    expect(wrong).toBe(0)
    expect(byName).toEqual({ A: null, B: null, C: null, D: null })
    expect(inPlace).toEqual({ A: 'A', B: 'B', C: 'C', D: 'D' })

    const { codes }: typeof Afterword = await import(new URL('tools/afterword.ts', import.meta.url).href)
    expect(codes).toEqual({ AFTERWORD_NO_SCOPE: 4 })
  })

  it('nor does it among 400', async () => {
    const { own, wrong, none } = await many('afterword')
    expect({ own, wrong, none }).toEqual({ own: 2000, wrong: 0, none: 400 })
  })

  // Not a claim about other tools, whose numbers are printed by test/bench/isolation.ts: the scenario must be one in which a request can be mixed up.
  it('is a trap: a save/restore helper falls into it', async () => {
    const { wrong } = await four('save')
    expect(wrong).toBeGreaterThan(0)
  })
})
