// What the apps have in common.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.ts'

/** Where the apps' own helper calls `after()`. */
export const LINE = readFileSync(join(import.meta.dirname, '..', 'shared', 'work.ts'), 'utf8')
  .split(/^ *after\(/m)[0]
  ?.split('\n').length

export const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

export function formData(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

export const NO_FETCH = 'it has no fetch of its own'

export const API = [
  { name: 'an endpoint that names nothing', path: (id: string) => `/api/${id}`, gives: ['get'] },
  {
    name: 'an endpoint with its request',
    path: (id: string) => `/api/${id}`,
    init: { method: 'POST', body: 'hello', headers: { 'content-type': 'text/x-word' } },
    gives: ['post'],
  },
  {
    name: 'an endpoint with its parameters',
    path: (id: string) => `/api/${id}`,
    init: { method: 'PUT' },
    gives: ['put'],
  },
] satisfies App['shapes']

export const THROWN = [
  { name: 'an error', path: (id: string) => `/broken/${id}`, gives: ['broken'], hides: 'all' },
  { name: 'a redirect', path: (id: string) => `/moved/${id}`, gives: ['moved'], hides: 'all' },
  { name: 'not found', path: (id: string) => `/missing/${id}`, gives: ['missing'], hides: 'all' },
] satisfies App['shapes']
