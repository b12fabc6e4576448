import { action, query, redirect } from '@solidjs/router'
import { held } from './lib/journal'
import { lastly, late, work } from './lib/work'

export const getPage = query(async (_id: string) => {
  'use server'
  return work('page')
}, 'page')

export const getSecond = query(async () => {
  'use server'
  return late('second')
}, 'second')

export const say = action(async (form: FormData) => {
  'use server'
  return `${await work('say')} ${form.get('word')}`
}, 'say')

export const getMoved = query(async (id: string) => {
  'use server'
  await work('moved')
  throw redirect(`/page/${id}`)
}, 'moved')

export const getMissing = query(async () => {
  'use server'
  return work('missing')
}, 'missing')

export const getFirst = query(async () => {
  'use server'
  return work('first')
}, 'first')

export const getLater = query(async (id: string) => {
  'use server'
  await held(id)
  return lastly('later', id)
}, 'later')
