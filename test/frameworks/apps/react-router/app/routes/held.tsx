import { Suspense } from 'react'
import { Await, useLoaderData } from 'react-router'
import { held } from '../lib/journal'
import { lastly, work } from '../lib/work'

export const loader = async ({ params }: { params: { id?: string } }) => ({
  first: await work('first'),
  later: later(String(params.id)),
})

async function later(id: string): Promise<string> {
  await held(id)
  return lastly('later', id)
}

export default function Held() {
  const { first, later } = useLoaderData<typeof loader>()
  return (
    <main>
      <p>{first}</p>
      <Suspense fallback={<p>wait</p>}>
        <Await resolve={later}>{(value) => <p>{value}</p>}</Await>
      </Suspense>
    </main>
  )
}
