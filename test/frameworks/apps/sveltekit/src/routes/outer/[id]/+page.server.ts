import { work } from '#lib/work'

interface Event {
  fetch: typeof fetch
  params: { id?: string }
}

// Its whole argument by one name: a loader may be written so as well.
export const load = async (event: Event) => {
  const outer = await work('outer')
  const response = await event.fetch(`/api/${event.params.id}`, { headers: { 'x-id': 'none' } })
  return { outer, inner: await response.text() }
}
