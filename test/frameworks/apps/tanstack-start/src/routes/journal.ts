import { createFileRoute } from '@tanstack/react-router'
import { answer } from '../lib/journal'

export const Route = createFileRoute('/journal')({
  server: { handlers: { GET: ({ request }) => answer(new URL(request.url)) } },
})
