import { createFileRoute, notFound } from '@tanstack/react-router'
import { missing } from '../functions'

export const Route = createFileRoute('/missing/$id')({
  loader: async () => {
    await missing()
    throw notFound()
  },
})
