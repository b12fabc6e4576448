// Pages without a request: written while the app is built, and again at each revalidation.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withPrerender } from '../../runtime/hosts/rsc/plain.ts'
import { currentScope, headers } from '../../runtime/index.ts'
import { type App, expectNoScope, type Journal, openApp } from './harness.ts'

interface Result extends Journal {
  events: [id: string, what: string, written: boolean][]
  files: Record<string, string>
  error: string
}

describe('pages that are written to files', () => {
  let app: App
  let result: Result
  beforeAll(async () => {
    app = openApp()
    await app.build('edge')
    const output = await app.run('prerender.js', join(app.directory, 'pages'))
    result = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Result
  })
  afterAll(() => app?.[Symbol.dispose]())

  const tasks = ['layout', 'static', 'hole', 'hole, filled']

  test('tasks run once the page is written, once for each time that it is, and are waited for', () => {
    const one = result.events.filter(([id]) => id === 'one')
    expect(one.slice(0, 6).map(([, what]) => what)).toEqual(['written', ...tasks, 'over'])
    expect(one.slice(6).map(([, what]) => what)).toEqual(['written', ...tasks])
    expect(one.every(([, , written]) => written)).toBe(true)
  })

  test('two that are written at the same time keep apart', () => {
    for (const id of ['two', 'three']) {
      const own = result.notes.filter((each) => each.id === id)
      expect(own.map(({ what }) => what)).toEqual(tasks)
      expect(new Set(own.map(({ scope }) => scope))).toEqual(new Set([`/static/${id}`]))
    }
  })

  test('the outcome is prerendered, and errored where the page could not be written', () => {
    const outcomes = (id: string) =>
      new Set(result.told.filter(({ request }) => request === `/static/${id}`).map(({ outcome }) => outcome))
    for (const id of ['one', 'two', 'three']) expect(outcomes(id)).toEqual(new Set(['prerendered']))
    expect(outcomes('four')).toEqual(new Set(['errored']))
    expect(result.error).toBe('Error: disk full')
    expect(result.told).toHaveLength(5 * tasks.length)
    expect(result.errors).toEqual([])
  })

  test('after() makes nothing dynamic: the whole page is in the file, holes and all, and nothing of a scope', () => {
    for (const [id, html] of Object.entries(result.files)) {
      expect(html.replaceAll('<!-- -->', '')).toContain(`filled for ${id}`)
      expect(html).toContain('</html>')
      expectNoScope(html)
    }
  })

  test('there are no headers to read', () => {
    const codes = result.notes.filter(({ what }) => what === 'static').map(({ detail }) => detail)
    expect(new Set(codes)).toEqual(new Set(['AFTERWORD_REQUEST_IN_RENDER_TASK']))
  })
})

describe('withPrerender', () => {
  test('gives what write gives, once the tasks are over', async () => {
    const events: string[] = []
    const result = await withPrerender('/a', async () => {
      currentScope()?.after(async ({ outcome }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        events.push(`task, ${outcome}`)
      })
      events.push('written')
      return 42
    })
    expect([...events, result]).toEqual(['written', 'task, prerendered', 42])
  })

  test('a task for success runs, and one for errors only where write has failed', async () => {
    const run = async (write: () => unknown): Promise<string[]> => {
      const ran: string[] = []
      await withPrerender('/a', () => {
        for (const on of ['success', 'error', 'abort'] as const)
          currentScope()?.after(() => ran.push(on), { on })
        return write()
      }).catch((error) => ran.push(String(error)))
      return ran
    }
    expect(await run(() => 1)).toEqual(['success'])
    expect(await run(() => Promise.reject('disk full'))).toEqual(['error', 'disk full'])
    const thrown = () => {
      throw new Error('no')
    }
    expect(await run(thrown)).toEqual(['error', 'Error: no'])
  })

  test('its scope has no request, and what is no function is refused', async () => {
    await expect(withPrerender('/a', () => headers())).rejects.toMatchObject({ code: 'AFTERWORD_NO_REQUEST' })
    await expect(withPrerender('/a', 1 as never)).rejects.toMatchObject({ code: 'AFTERWORD_BAD_FUNCTION' })
  })
})
