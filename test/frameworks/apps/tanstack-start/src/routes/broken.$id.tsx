import { createFileRoute } from '@tanstack/react-router'
import { broken } from '../functions'

export const Route = createFileRoute('/broken/$id')({
  loader: () => broken(),
  errorComponent: () => <p>broken</p>,
})
