// How a response may end, and what its tasks are told of it.
import { after, cookies, currentScope, headers } from 'afterword'
import { chunks, type Route, sleep } from '../call.ts'
import { note, plain } from '../journal.ts'

/** Blocks the thread, as a task that computes does. */
function block(ms: number): void {
  const end = Date.now() + ms
  while (Date.now() < end);
}

export const responses: Record<string, Route> = {
  '/stream': ({ id }) => {
    after(() => {
      note(id, 'start')
      block(300)
      note(id, 'end')
    })
    return { body: chunks(3, 20, () => note(id, 'last chunk')) }
  },
  '/text': ({ id }) => {
    after(() => {
      note(id, 'start')
      block(300)
      note(id, 'end')
    })
    note(id, 'last chunk')
    return { body: 'x'.repeat(100_000) }
  },
  '/throw': async ({ id }) => {
    after((info) => note(id, 'task', plain(info)))
    await sleep(1)
    throw new Error('of the handler')
  },
  '/redirect': ({ id }) => {
    after((info) => note(id, 'task', plain(info)))
    return { status: 303, headers: { location: '/elsewhere' } }
  },
  '/missing': ({ id }) => {
    after((info) => note(id, 'task', plain(info)))
    return { status: 404, body: 'nothing here' }
  },
  '/unchanged': ({ id }) => {
    after((info) => note(id, 'task', plain(info)))
    return { status: 304, headers: { etag: '"1"' } }
  },
  '/info': ({ id, query }) => {
    after((info) => note(id, 'task', { ...plain(info), scope: currentScope()?.name }))
    const body = query.has('streamed') ? chunks(2, 1) : `answer to ${id}`
    return { status: 201, headers: { 'x-own': 'kept' }, body }
  },
  '/abort': ({ id }) => {
    after((info) => note(id, 'task', plain(info)))
    return { body: chunks(500, 10) }
  },
  '/request': async ({ id }) => {
    note(id, 'handler', { agent: headers().get('x-agent'), session: cookies().get('session')?.value })
    if (id !== 'no-cookies') cookies().set('seen', id, { httpOnly: true })
    after(async () => {
      // As Next's documentation has it, after an await too.
      const agent = (await headers()).get('x-agent')
      const session = (await cookies()).get('session')?.value
      let code: unknown
      try {
        // afterword-disable-next-line AFTERWORD_COOKIE_IN_TASK -- what it throws is the point
        cookies().set('late', '1')
      } catch (error) {
        code = (error as { code?: string }).code
      }
      note(id, 'task', { agent, session, code })
    })
    await sleep(1)
    return { body: 'read' }
  },
}
