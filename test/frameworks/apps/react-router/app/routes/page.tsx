import { Form, Link, useActionData, useLoaderData } from 'react-router'
import { work } from '../lib/work'

export const middleware = [
  async (_args: unknown, next: () => Promise<Response>) => {
    await work('middleware')
    return next()
  },
]

export const loader = async () => ({ page: await work('loader') })

export async function action({ request }: { request: Request }) {
  const form = await request.formData()
  return `${await work('action')} ${form.get('word')}`
}

export default function Page() {
  const { page } = useLoaderData<typeof loader>()
  const said = useActionData<typeof action>()
  return (
    <main>
      <p id="page">{page}</p>
      <p id="said">{said}</p>
      <Link to="/page/next">next</Link>
      <Form method="post">
        <input name="word" defaultValue="hello" />
        <button type="submit" id="say">
          say
        </button>
      </Form>
    </main>
  )
}
