'use server'

import { after, cookies, headers } from 'afterword'
import { note, pause } from './journal.ts'
import { redirect } from './signals.ts'

function remember(what: string, id: string): void {
  after(async ({ status }) => {
    const before = headers().get('x-id')
    await pause()
    note(what, id, {
      before,
      cookie: cookies().get('who')?.value ?? null,
      after: (await headers()).get('x-id'),
      status,
    })
  })
}

export async function buy(id: string): Promise<string> {
  remember('buy', id)
  await pause()
  cookies().set('bought', id)
  remember('buy, later', id)
  return `bought by ${headers().get('x-id')}`
}

export async function buyForm(form: FormData): Promise<void> {
  await buy(String(form.get('id')))
}

export async function leave(form: FormData): Promise<void> {
  const id = String(form.get('id'))
  remember('leave', id)
  await pause()
  redirect(`/done/${id}`)
}

export async function fail(form: FormData): Promise<void> {
  const id = String(form.get('id'))
  await pause()
  remember('fail', id)
  throw new Error(`action of ${id}`)
}
