// What apps have beside pages and routes. Next alone is the specification here, too.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { visit } from './client.ts'
import { root, type Server } from './project.ts'
import type { Kind } from './rows.ts'

export function testShapes(getServer: () => Server, { mode, mdx, byBabel }: Kind): void {
  test('components, hooks, contexts and barrels of both sides: drawn by the server, and their tasks run there', async () => {
    const server = getServer()
    const { id, status, text } = await visit(server, '/shop')
    expect(status).toBe(200)
    // One by the page, one by a client component on the server.
    for (const part of ['tea for €3.00', '0 tea for €0.00', 'data-theme="light"', 'TEA'])
      expect(text).toContain(part)
    await server.journal.until({ task: 'listed', id })
  })

  test('parallel routes: each page of an address, and the layout around them, has its tasks', async () => {
    const server = getServer()
    const { id, text } = await visit(server, '/dash')
    for (const part of ['Dashboard', `team of ${id}`, `stats of ${id}`]) expect(text).toContain(part)
    for (const task of ['frame', 'team', 'stats'])
      expect(await server.journal.until({ task, id })).toHaveLength(1)
  })

  if (mdx)
    test('a page of MDX draws components that give tasks', async () => {
      const server = getServer()
      const { id, text } = await visit(server, '/notes')
      for (const part of [`<em>${id}</em>`, 'note for €1.00', 'class="note"']) expect(text).toContain(part)
      await server.journal.until({ task: 'note', id })
    })

  test('what is no module to the bundler arrives as it was written', async () => {
    const server = getServer()
    const { id, text } = await visit(server, '/api/text')
    const given = JSON.parse(text) as { greeting: string; pathname: string; text: string | null }
    expect(given.greeting).toBe('hello from a file')
    const written = readFileSync(join(root, 'fixtures/apps/next/app/api/text/script.js'), 'utf8')
    if (byBabel) expect(given.text).toContain('export async function greet(name)')
    else if (given.text !== null) expect(given.text).toBe(written)
    // Next's own loader reads what webpack hands out.
    else expect((await visit(server, given.pathname)).text).not.toMatch(/afterword|_after/)
    await server.journal.until({ task: 'text', id })
  })

  test('instrumentation.ts is called at the start, and told of the errors of requests', async () => {
    const server = getServer()
    await server.journal.until({ task: 'instrumentation', runtime: 'nodejs' })
    const { id } = await visit(server, '/api/ends/error')
    await server.journal.until({ task: 'route error', id })
    await server.journal.until({ task: 'request error', path: '/api/ends/error', message: 'as asked' })
  })

  if (mode === 'classic')
    test('a page of pages/ draws components of both sides', async () => {
      const { id, text } = await visit(getServer(), '/legacy')
      for (const part of [`legacy of ${id}`, 'old for €1.00']) expect(text).toContain(part)
    })

  test('routes that are made by a wrapper: its tasks, and those of the handler that it is given by name', async () => {
    const server = getServer()
    const { id, text } = await visit(server, '/api/wrapped')
    expect(text).toBe('["tea"]')
    await server.journal.until({ task: 'log', id })
    await server.journal.until({ task: 'wrapped', id, own: id })
  })

  test('wrappers around a handler that is written in place, which throws', async () => {
    const server = getServer()
    const { id, status } = await visit(server, '/api/wrapped', { method: 'POST' })
    expect(status).toBe(500)
    await server.journal.until({ task: 'wrapped inline', own: id })
    await server.journal.until({ task: 'caught', id })
    expect(server.journal.tasks({ task: 'log', id })).toEqual([])
  })

  test('after handed over as a value: waitUntil of a library', async () => {
    const server = getServer()
    const { id, text } = await visit(server, '/api/resumable')
    expect(text).toBe('resumed')
    await server.journal.until({ task: 'resumed', id })
  })
}
