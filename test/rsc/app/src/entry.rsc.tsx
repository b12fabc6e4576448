// A framework in one file: actions, routes, pages as HTML and as React's payload.

import { after, headers } from 'afterword'
import { withAfter, withPrerender } from 'afterword/rsc'
import * as server from '#server'
import { prerender } from '#static'
import { buy } from './actions.ts'
import { inContext, limitContexts } from './contexts.tsx'
import * as forms from './form-actions.ts'
import { handlers } from './forms.tsx'
import { gate, journal, note, pause } from './journal.ts'
import { Root } from './pages.tsx'
import { digestOf } from './signals.ts'
import { inspectProcess } from './watch.ts'

const { createTemporaryReferenceSet, decodeAction, decodeFormState, decodeReply, loadServerAction } = server

const html = { 'content-type': 'text/html' }

export default withAfter({ fetch: handle })

async function handle(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/journal') return Response.json(journal)
  if (pathname === '/contexts') return Response.json(limitContexts(searchParams.get('limits')))
  if (pathname.startsWith('/context/')) return inContext(pathname.slice(9), () => show(request, pathname, {}))
  if (pathname === '/process') return Response.json(await inspectProcess())
  if (pathname === '/actions') return Response.json({ buy: idOf(buy), forms: idsOfForms() })
  if (pathname.startsWith('/handler/')) {
    const [, , form = ''] = pathname.split('/')
    return (await handlers[form]?.(request)) ?? new Response(null, { status: 404 })
  }
  if (pathname.startsWith('/open/')) {
    gate(pathname.slice(6)).resolve()
    return new Response('open')
  }
  if (pathname.startsWith('/route/')) return route(pathname.slice(7))
  try {
    return await (request.method === 'POST' ? act(request, pathname) : show(request, pathname, {}))
  } catch (error) {
    return signalled(error)
  }
}

const idOf = (action: unknown): string => (action as { $$id: string }).$$id

function idsOfForms(): Record<string, string> {
  const { none, pattern, defaults, rest, argumentsOf } = forms
  const all = { none, pattern, default: defaults, rest, arguments: argumentsOf }
  return Object.fromEntries(Object.entries(all).map(([name, action]) => [name, idOf(action)]))
}

function signalled(error: unknown): Response {
  const [what, to = ''] = digestOf(error).split(' ')
  if (what === 'redirect') return new Response(null, { status: 303, headers: { location: to } })
  if (what === 'not-found') return new Response('not found', { status: 404 })
  return new Response('failed', { status: 500 })
}

async function act(request: Request, pathname: string): Promise<Response> {
  const id = request.headers.get('x-rsc-action')
  if (id === null) {
    const form = await request.formData()
    const action = await decodeAction(form)
    const result: unknown = await action()
    return show(request, pathname, { formState: await decodeFormState(result, form) })
  }
  const temporaryReferences = createTemporaryReferenceSet()
  const isForm = request.headers.get('content-type')?.startsWith('multipart/')
  const body = isForm ? await request.formData() : await request.text()
  const args = (await decodeReply(body, { temporaryReferences })) as unknown[]
  const action = await loadServerAction(id)
  return show(request, pathname, { returnValue: await action(...args) }, { temporaryReferences })
}

async function show(request: Request, path: string, more: object, options: object = {}): Promise<Response> {
  const payload = { root: <Root path={path} />, ...more }
  const onError = (error: unknown): string => digestOf(error) || 'failed'
  const stream = path.startsWith('/pipe')
    ? await pipe(payload, onError)
    : server.renderToReadableStream(payload, { ...options, onError })
  if (request.headers.get('accept') === 'text/x-component')
    return new Response(stream, { headers: { 'content-type': 'text/x-component' } })
  const ssr = await import.meta.viteRsc.loadModule<typeof import('./entry.ssr.tsx')>('ssr', 'index')
  return new Response(await ssr.renderHtml(stream, more), { headers: html })
}

/** Node's own streams, where the renderer is Node's. */
async function pipe(payload: object, onError: (error: unknown) => string): Promise<ReadableStream> {
  const { renderToPipeableStream } = server as unknown as {
    renderToPipeableStream(model: object, options: object): { pipe(to: NodeJS.WritableStream): unknown }
  }
  const { PassThrough, Readable } = await import('node:stream')
  const through = new PassThrough()
  renderToPipeableStream(payload, { onError }).pipe(through)
  return Readable.toWeb(through) as ReadableStream
}

async function route(id: string): Promise<Response> {
  after(() => note('route', id, headers().get('x-id')))
  await pause()
  after(async () => {
    await pause()
    note('route, later', id, headers().get('x-id'))
  })
  return Response.json({ id })
}

/** A page without a request. `write` puts it where it belongs. */
export const writePage = (path: string, write: (html: string) => Promise<void>): Promise<void> =>
  withPrerender(path, async () => {
    const { prelude } = await prerender({ root: <Root path={path} /> })
    const ssr = await import.meta.viteRsc.loadModule<typeof import('./entry.ssr.tsx')>('ssr', 'index')
    await write(await new Response(await ssr.renderHtml(prelude, {}, true)).text())
  })

export { journal }

import.meta.hot?.accept()
