import { Await, createFileRoute } from '@tanstack/react-router'
import { Suspense } from 'react'
import { first, later } from '../functions'

export const Route = createFileRoute('/held/$id')({
  loader: async ({ params }) => ({ first: await first(), later: later({ data: params.id }) }),
  component: Held,
})

function Held() {
  const { first, later } = Route.useLoaderData()
  return (
    <main>
      <p>{first}</p>
      <Suspense fallback={<p>wait</p>}>
        <Await promise={later}>{(value) => <p>{value}</p>}</Await>
      </Suspense>
    </main>
  )
}
