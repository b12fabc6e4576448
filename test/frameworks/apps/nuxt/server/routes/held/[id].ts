import { held } from '#shared/lib/journal'
import { lastly, work } from '#shared/lib/work'

export default defineEventHandler(async (event) => {
  const id = String(getRouterParam(event, 'id'))
  setResponseHeader(event, 'content-type', 'text/html')
  return parts(await work('first'), id)
})

function parts(first: string, id: string): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(first))
      await held(id)
      controller.enqueue(new TextEncoder().encode(await lastly('later', id)))
      controller.close()
    },
  })
}
