import { createFileRoute } from '@tanstack/react-router'
import { about } from '../functions'

export const Route = createFileRoute('/about')({
  loader: () => about(),
  component: () => <p>{Route.useLoaderData()}</p>,
})
