'use server'

import { after, headers } from 'afterword'
import { note, pause } from './journal'

export async function save(form: FormData): Promise<void> {
  const id = String(form.get('id'))
  await pause()
  after(async ({ outcome, status }) => {
    await pause()
    note({ what: 'saved', id, heard: (await headers()).get('x-id'), outcome, status })
  })
  if (form.get('fail')) throw new Error(`not saved: ${id}`)
}
