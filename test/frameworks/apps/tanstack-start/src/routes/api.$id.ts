import { createFileRoute } from '@tanstack/react-router'
import { work } from '../lib/work'

export const Route = createFileRoute('/api/$id')({
  server: {
    handlers: {
      GET: async () => new Response(await work('get'), { status: 201 }),
      async POST({ request }: { request: Request }) {
        const text = await request.text()
        return new Response(`${await work('post')} ${text}`)
      },
      PUT: async ({ params }: { params: { id: string } }) =>
        new Response(`${await work('put')} ${params.id}`),
    },
  },
})
