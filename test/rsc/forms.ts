// Entries that give the request no name: rows of the table in test/hosts/forms.test.ts.
import { expect, test } from 'vitest'
import { one } from '../hosts/forms.ts'
import type { Running } from './harness.ts'

const PAYLOAD = 'text/x-component'
const plain = one.filter((form) => form !== 'wrapped')

/** What a form tells of what it was given. */
const toldOf = (form: string, given: string): string => (form === 'none' ? form : `${form} ${given}`)

export function describeForms(getApp: () => Running): void {
  /** The first requests and later ones, some at once: each has its own task. */
  async function ask(told: string, kind: string, send: (path: string) => Promise<Response>): Promise<void> {
    for (const round of ['first', 'later'])
      await Promise.all(
        [1, 2, 3].map(async (n) => {
          const id = `${kind.replace(/\W/g, '-')}-${round}-${n}`
          const response = await send(id)
          expect([response.status, await response.text()]).toEqual([200, expect.any(String)])
          const notes = (await getApp().notesOf(id, /^handler/.test(kind) ? 1 : 2)).filter(
            ({ what }) => what !== 'layout',
          )
          expect(notes.map(({ what, scope }) => [what, scope?.split('/').at(-1)])).toEqual([[told, id]])
        }),
      )
  }

  test.each(one)('a handler of the form %s: GET and POST', async (form) => {
    for (const method of ['GET', 'POST']) {
      const told = toldOf(form, form === 'rest' || form === 'arguments' ? '1' : method)
      await ask(told, `handler ${form} ${method}`, (id) => getApp().ask(`/handler/${form}/${id}`, { method }))
    }
  })

  test.each(plain)('an action of the form %s, called by a client', async (form) => {
    const { forms } = (await (await getApp().ask('/actions')).json()) as { forms: Record<string, string> }
    const headers = { 'x-rsc-action': forms[form] ?? '', accept: PAYLOAD }
    const told = toldOf(form, form === 'rest' || form === 'arguments' ? '1' : '3')
    await ask(told, `action ${form}`, (id) =>
      getApp().ask(`/done/${id}`, { method: 'POST', headers, body: '["tea"]' }),
    )
  })

  test.each(plain)('a component of the form %s', async (form) => {
    const told = toldOf(form, form === 'rest' || form === 'arguments' ? 'object' : 'string')
    await ask(told, `component ${form}`, (id) => getApp().ask(`/form-${form}/${id}`))
  })
}
