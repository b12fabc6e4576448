// What React sends of models, with and without a scope beside them. Run with --conditions=react-server; prints JSON.
import { openScope } from 'afterword'
import { withScope } from 'afterword/rsc'
import { entry } from 'afterword/rsc/compiled'
import { createElement as h, Suspense } from 'react'

const [, , file, name] = process.argv
const renderers = await import(file)

// Without a clock: in which order rows are sent is not to depend on one.
const sleep = async (turns) => {
  for (let turn = 0; turn < turns; turn++) await null
}
let asked

function Part({ id, children }) {
  asked = entry('component')
  return h('li', { id }, children)
}
async function Late({ id }) {
  await sleep(2)
  return h(Part, { id }, 'late')
}

const models = {
  'a payload': () => {
    const twice = { seen: 'twice', list: [1, [2]] }
    return {
      root: h('main', null, h(Part, { id: 1 }), h(Suspense, { fallback: '…' }, h(Late, { id: 2 }))),
      first: twice,
      second: twice,
      keyed: [h('b', { key: 'a' }), h(Part, { key: 'b', id: 3 })],
      map: new Map([[twice, new Set([1])]]),
      later: sleep(1).then(() => ({ twice, date: new Date(0) })),
      nothing: undefined,
      big: 'x'.repeat(5000),
    }
  },
  'a payload that contains itself': () => {
    const payload = { root: h(Part, { id: 1 }), again: { twice: [] } }
    payload.again.twice.push(payload, payload.again)
    return payload
  },
  'a payload that begins with a list': () => ({ list: [1, { two: [3] }], root: h(Part) }),
  'a payload that begins with a keyed element': () => ({ root: h('main', { key: 'k' }, 'text'), next: 1 }),
  'a payload that begins with a promise': () => ({ value: Promise.resolve([1]), root: h(Part) }),
  'a payload without a prototype': () => Object.assign(Object.create(null), { root: h(Part), more: 1 }),
  'a frozen payload': () => Object.freeze({ root: h(Part), more: 1 }),
  'an element': () => h('main', { id: 'm' }, h(Part, { id: 1 }), h(Late, { id: 2 })),
  'a component': () => h(Part, { id: 1 }, ['a', h('i', { key: 1 })]),
  'a keyed component': () => h(Part, { key: 'k', id: 1 }),
  'a list': () => [1, h(Part, { key: 'k', id: 1 }), [h('b', { key: 'a' })]],
  'a promise': () => sleep(1).then(() => h(Part, { id: 1 })),
  'an empty object': () => ({}),
  text: () => 'text',
  nothing: () => null,
}

async function read(model) {
  const { renderToPipeableStream } = renderers
  if (name === 'renderToPipeableStream') {
    const { PassThrough } = await import('node:stream')
    const through = new PassThrough()
    renderToPipeableStream(model, {}).pipe(through)
    return new Response(through).text()
  }
  const result = await renderers[name](model, {})
  return new Response(result.prelude ?? result).text()
}

// Times, and the places of promises among what is only for debuggers, differ from render to render.
const steady = (text) => text.replace(/^:N[\d.]+$/gm, ':N').replace(/"(time|start|end)":[\d.e-]+/g, '"$1":0')

const results = {}
for (const [title, make] of Object.entries(models)) {
  const scope = openScope({ name: 'GET /the-secret' })
  const texts = []
  const give = (model) => scope.run(withScope, model)
  // By the plugin, and by hand as well.
  for (const given of [(model) => model, give, (model) => give(give(model))]) {
    asked = undefined
    const model = make()
    texts.push(steady(await read(given(model))))
  }
  const [plain, scoped, twice] = texts
  results[title] = { plain, scoped, twice, asked: asked && asked.id === scope.id }
  scope.close()
}
console.log(JSON.stringify(results))
