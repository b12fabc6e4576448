// Whose request a component, a handler and a cached function have, where several are near. Run with --conditions=react-server.
import { after, currentScope, openScope } from 'afterword'
import { cache, withAfter, withScope } from 'afterword/rsc'
import { entry } from 'afterword/rsc/compiled'
import { createElement as h } from 'react'
import { renderToReadableStream } from 'react-server-dom-webpack/server.node'

const render = (component) => new Response(renderToReadableStream(withScope({ root: h(component) })))
const get = async (app, path) => (await app(new Request(`http://shop${path}`))).text()
const nameOf = (scope) => scope?.name ?? null
const found = {}

// A component asks a handler of its own process, which calls components and metadata itself.
const inner = withAfter(() => {
  found.called = nameOf(entry('metadata'))
  return render(() => {
    found.rendered = nameOf(entry('component'))
    return null
  })
})
const elsewhere = openScope({ name: 'elsewhere' })
const outer = withAfter(() =>
  render(async () => {
    const scope = entry('component')
    const answer = scope.run(get, inner, '/inner')
    found.around = nameOf(entry('component'))
    found.run = scope.run(() => elsewhere.run(() => nameOf(entry('metadata'))))
    await answer
    return null
  }),
)
await get(outer, '/outer')

// A pool is opened while one request is rendered, and serves another: AsyncLocalStorage has the first.
let timer
const waiting = []
const pooled = () => {
  timer ??= setInterval(() => {
    for (const resume of waiting.splice(0)) resume()
  }, 1)
  return new Promise((resolve) => waiting.push(() => resolve(nameOf(currentScope()))))
}
const first = withAfter(() =>
  render(async () => {
    await pooled()
    return null
  }),
)
await get(first, '/first')
found.pooled = await withAfter(async () => Response.json(await pooled()))(new Request('http://shop/second'))
found.pooled = await found.pooled.json()
clearInterval(timer)

// An action reads, changes what it has read, and the page is rendered in the same request.
let stock = 1
const load = cache(() => ({ stock }))
const loaded = []
const act = withAfter(() => {
  loaded.push(load().stock)
  stock++
  loaded.push(load().stock)
  return render(() => {
    const scope = entry('component')
    const seen = scope.run(load)
    stock++
    loaded.push(seen.stock, scope.run(load).stock)
    scope.run(() => after(() => loaded.push(load().stock)))
    return null
  })
})
await get(act, '/act')
await new Promise((resolve) => setTimeout(resolve, 20))
console.log(JSON.stringify({ ...found, loaded }))
