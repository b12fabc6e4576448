// Three requests at once. Prints what they were answered, and what their tasks saw.
import { drainAfter } from 'afterword'
import { withAfter } from 'afterword/fetch'

export async function ask({ GET, told }) {
  const handler = withAfter(GET)
  const users = ['ada', 'bob', 'cyd']
  const ofOne = async (user) => {
    const response = await handler(new Request('http://shop/', { headers: { 'x-user': user } }))
    return response.text()
  }
  const answers = await Promise.all(users.map(ofOne))
  await drainAfter({ timeout: 5_000 })
  return { answers, told: told.toSorted() }
}
