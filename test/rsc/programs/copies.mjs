// Two copies of the package (a framework's and the app's), and two Reacts (two builds in one process). Run with --conditions=react-server.
import { openScope } from 'afterword'

const [, , other, twin] = process.argv
const own = {
  ...(await import('react')),
  ...(await import('react-server-dom-webpack/server.node')),
  ...(await import('afterword/rsc')),
  ...(await import('afterword/rsc/compiled')),
}
// Another copy of ours, for the same React.
const copy = { ...(await import(`${other}/rsc.js`)), ...(await import(`${other}/rsc/compiled.js`)) }
// A React of its own with a copy of ours beside it.
const apart = await import(`${twin}/main.mjs`)

const seen = []
const sleep = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5))

async function render({ createElement: h, renderToReadableStream, withScope }, entry, cache, name) {
  const scope = openScope({ name })
  const load = cache(async () => ++calls)
  let calls = 0
  const Part = async ({ children = null }) => {
    const found = entry('component')
    await sleep()
    const loaded = await found?.run(load)
    seen.push([name, found?.name, loaded])
    return h('p', null, children)
  }
  const model = scope.run(withScope, { root: h(Part, null, h(Part)) })
  await sleep()
  await new Response(renderToReadableStream(model)).text()
  scope.close('sent')
}

const rounds = Array.from({ length: 20 }, (_, index) => index)
await Promise.all(
  rounds.flatMap((round) => [
    render(own, own.entry, own.cache, `own ${round}`),
    render({ ...own, withScope: copy.withScope }, own.entry, copy.cache, `given by the copy ${round}`),
    render(own, copy.entry, own.cache, `asked by the copy ${round}`),
    render(apart, apart.entry, apart.cache, `apart ${round}`),
  ]),
)
console.log(JSON.stringify(seen))
