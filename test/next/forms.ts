// Entries that give the request no name: rows of the table in test/hosts/forms.test.ts.
import { expect, test } from 'vitest'
import { one, usual } from '../hosts/forms.ts'
import { callAction, submit, type Visit, visit } from './client.ts'
import type { Server } from './project.ts'
import type { Kind } from './rows.ts'

/** In development each is compiled when it is first asked for. */
const isFull = process.env.AFTERWORD_FULL === '1'
const SOME = ['none', 'rest']

export function testForms(getServer: () => Server, { mode, dev }: Kind): void {
  const formsOf = (all: string[]) => (dev && !isFull ? all.filter((form) => SOME.includes(form)) : all)
  if (dev && !isFull) test.skip('entries of the other forms, in development (with --full)', () => {})
  /** The first requests and later ones, some at once: each has its own task. */
  async function ask(form: string, ...ways: ((server: Server) => Promise<Visit>)[]): Promise<void> {
    const server = getServer()
    for (const _round of ['first', 'later']) {
      const visits = await Promise.all([1, 2].flatMap(() => ways.map((way) => way(server))))
      for (const { id, status, text } of visits) {
        expect([status, text]).toEqual([200, expect.any(String)])
        expect(await server.journal.until({ task: 'form', form, id })).toHaveLength(1)
      }
    }
  }

  const given: Record<string, (method: string) => string> = {
    pattern: (method) => `pattern ${method}`,
    two: (method) => `two ${method} undefined`,
    default: (method) => `default ${method}`,
    later: (method) => `later ${method} object`,
    rest: () => 'rest 2',
    arguments: () => 'arguments 2',
    wrapped: (method) => `wrapped ${method}`,
  }
  test.each(formsOf([...usual, 'function']))('a route handler of the form %s: GET and POST', async (form) => {
    for (const method of ['GET', 'POST'])
      await ask(given[form]?.(method) ?? form, (server) => visit(server, `/api/forms/${form}`, { method }))
  })

  const first = (type: string) => (form: string) => (form === 'none' ? form : `${form} ${type}`)
  const plain = formsOf(one.filter((form) => form !== 'wrapped'))

  // Next refuses an action that names its `arguments`.
  test.each(plain.filter((form) => form !== 'arguments'))(
    'an action of the form %s: by a form, and called by JavaScript',
    (form) =>
      ask(
        first(form === 'rest' ? 'object' : 'function')(form),
        (server) => submit(server, '/forms', form),
        (server) => callAction(server, '/forms', form),
      ),
  )

  if (mode === 'classic')
    test.each(plain)('a page of the form %s', (form) =>
      ask(first('object')(form), (server) => visit(server, `/forms/${form}`)),
    )
}
