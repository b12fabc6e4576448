// Requests to the app, each under a name of its own.
import type { Server } from './project.ts'

export interface Visit {
  id: string
  status: number
  headers: Headers
  text: string
  /** When the last byte was there, in milliseconds since 1970. */
  end: number
}

let visits = 0
export const newId = (): string => `visitor-${++visits}`

export async function visit({ url }: Server, path: string, init: RequestInit = {}): Promise<Visit> {
  const id = newId()
  const headers = new Headers(init.headers)
  headers.set('x-id', id)
  const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers })
  const text = await response.text()
  return { id, status: response.status, headers: response.headers, text, end: Date.now() }
}

/** Sends a form as a browser without JavaScript does: with all the hidden fields that React has put into it. */
export async function submit(server: Server, path: string, form: string): Promise<Visit> {
  const { text } = await visit(server, path)
  return visit(server, path, { method: 'POST', body: fieldsOf(text, form) })
}

/** Calls a module's action as React does in a browser; the field that names it in the form without JavaScript names it here, too. */
export async function callAction(server: Server, path: string, form: string): Promise<Visit> {
  const { text } = await visit(server, path)
  const fields = fieldsOf(text, form)
  const action = [...fields.keys()].map((name) => /^\$ACTION_ID_(\w+)/.exec(name)?.[1]).find(Boolean)
  if (!action) throw new Error(`no action in the form ${form}: ${[...fields.keys()]}`)
  const body = new FormData()
  // Next 16.1 and newer ones, each with React's encoding of its time.
  for (const [name, value] of fields)
    if (!name.startsWith('$')) for (const prefix of ['1_', '_1_']) body.append(`${prefix}${name}`, value)
  body.append('0', '["$K1"]')
  return visit(server, path, {
    method: 'POST',
    body,
    headers: { 'next-action': action, accept: 'text/x-component' },
  })
}

function fieldsOf(html: string, id: string): FormData {
  const [, inside = ''] = new RegExp(`<form[^>]*id="${id}"[^>]*>(.*?)</form>`, 's').exec(html) ?? []
  const fields = new FormData()
  for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) =>
      new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    const name = attribute('name')
    if (name) fields.append(name, attribute('value') ?? '')
  }
  if ([...fields].length === 0) throw new Error(`no form ${id} in ${html.slice(0, 400)}`)
  return fields
}
