import { after, headers } from 'afterword'
import { Suspense } from 'react'
import { save } from '../lib/actions'
import { held, note, pause } from '../lib/journal'
import { priceOf } from '../lib/prices'

interface Props {
  params: { id: string }
  loaderData: { loaded: string }
}

export const middleware = [
  async ({ params: { id } }: Props, next: () => Promise<Response>): Promise<Response> => {
    await pause()
    after(async () => note({ what: 'middleware', id, heard: (await headers()).get('x-id') }))
    return next()
  },
]

export async function loader({ params: { id } }: Props) {
  await pause()
  after(async () => note({ what: 'loader', id, heard: (await headers()).get('x-id') }))
  return { loaded: id }
}

export async function ServerComponent({ params: { id }, loaderData: { loaded } }: Props) {
  const first = await priceOf(loaded)
  await pause()
  const heard = (await headers()).get('x-id')
  after(async ({ outcome, status }) => {
    const reads = (await priceOf(id)) - first
    note({ what: 'page', id, heard, outcome, status, reads })
  })
  async function remove() {
    'use server'
    await pause()
    const who = (await headers()).get('x-id')
    after(() => note({ what: `removed ${id}`, id: String(who), heard: who }))
  }

  return (
    <main>
      <Title id={id} />
      <form id="save" action={save}>
        <input type="hidden" name="id" value={id} />
        <button type="submit">save</button>
      </form>
      <form id="remove" action={remove}>
        <button type="submit">remove</button>
      </form>
      <Suspense fallback={<p>wait for {id}</p>}>
        <Late id={id} />
      </Suspense>
    </main>
  )
}

async function Title({ id }: { id: string }) {
  await pause()
  after(() => note({ what: 'title', id, heard: id }))
  return <title>{`page ${id}`}</title>
}

async function Late({ id }: { id: string }) {
  const heard = (await headers()).get('x-id')
  await held(id)
  after(() => note({ what: 'late', id, heard }))
  return <p>here is {id}</p>
}
