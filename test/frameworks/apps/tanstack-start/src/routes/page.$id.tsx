import { createFileRoute, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { before, quote, say } from '../functions'

export const Route = createFileRoute('/page/$id')({
  beforeLoad: async () => ({ before: await before() }),
  loader: async ({ context }) => ({ page: await quote(), before: context.before }),
  component: Page,
})

function Page() {
  const { page, before } = Route.useLoaderData()
  const [said, setSaid] = useState('')
  return (
    <main>
      <p id="page">{page}</p>
      <p>{before}</p>
      <p id="said">{said}</p>
      <Link to="/page/$id" params={{ id: 'next' }}>
        next
      </Link>
      <form
        method="post"
        encType="multipart/form-data"
        action={say.url}
        onSubmit={async (event) => {
          event.preventDefault()
          const { said } = await say({ data: new FormData(event.currentTarget) })
          setSaid(said)
        }}
      >
        <input name="word" defaultValue="hello" />
        <button type="submit" id="say">
          say
        </button>
      </form>
    </main>
  )
}
