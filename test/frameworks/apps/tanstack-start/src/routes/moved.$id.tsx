import { createFileRoute, redirect } from '@tanstack/react-router'
import { moved } from '../functions'

export const Route = createFileRoute('/moved/$id')({
  loader: async ({ params }) => {
    await moved()
    throw redirect({ to: '/page/$id', params })
  },
})
