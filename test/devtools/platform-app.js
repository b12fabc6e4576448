// What the page and the tracing channel are asked for on platforms that are not Node: one application, served as each of them does.
import { tracingChannel } from 'node:diagnostics_channel'
import { after } from 'afterword'
import { devtools } from 'afterword/devtools'
import { withAfter } from 'afterword/fetch'

const published = []
const told = (phase) => (task) => void published.push(`${phase} ${task.name}`)
// Bun forgets a channel that nobody holds, with those who have subscribed.
export const channel = tracingChannel('afterword:task')
channel.subscribe({
  start: told('start'),
  end: told('end'),
  asyncStart: told('asyncStart'),
  asyncEnd: told('asyncEnd'),
  error: told('error'),
})

const page = devtools({ production: true })
const app = withAfter((request) => {
  after.with(request, () => new Promise((resolve) => setTimeout(resolve, 5)), { name: 'mail' })
  return new Response('ordered')
})

export const handle = (request, ...rest) => {
  if (new URL(request.url).pathname === '/published') return Response.json(published)
  return page(request) ?? app(request, ...rest)
}
