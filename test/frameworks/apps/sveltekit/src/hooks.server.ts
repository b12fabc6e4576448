import { sequence } from '@sveltejs/kit/hooks'
import { handle as afterword, handleError as withErrors } from 'afterword/sveltekit'
import { work } from '#lib/work'

interface Input {
  event: { url: URL }
  resolve: (event: never) => Promise<Response>
}

export const handle = sequence(afterword, async ({ event, resolve }: Input) => {
  if (event.url.pathname.startsWith('/page/')) await work('hook')
  return resolve(event as never)
})

export const handleError = withErrors(({ error }) => {
  console.error('told', error)
  return { message: 'told' }
})
