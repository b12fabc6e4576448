import { neutral, type Situation } from './situation.ts'

export const neutrals: Situation[] = [
  neutral(
    'rows.map(fn), sort, filter, reduce, replace',
    `
    const work = (user) => {
      [1, 2].map((row) => ask(user));
      [2, 1].sort((a, b) => { ask(user); return a - b });
      [1].filter(() => { ask(user); return true }).reduce((sum) => { ask(user); return sum }, 0)
      'x'.replace(/x/, () => { ask(user); return '' })
      JSON.parse('[1]', (key, value) => { ask(user); return value })
      Array.from({ length: 1 }, () => ask(user))
    }
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'a listener of the start: bus.on(name, fn)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    bus.on('paid', (user) => ask(user))
    export const ada = () => { bus.emit('paid', 'ada') }
    export const bob = () => { bus.emit('paid', 'bob') }
    `,
  ),
  neutral(
    'a service of the start, whose constructor listens',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Orders { constructor() { bus.on('paid', (user) => { ask(user); later().then(() => ask(user)) }) } }
    new Orders()
    export const ada = async () => { bus.emit('paid', 'ada'); await later(5) }
    export const bob = async () => { bus.emit('paid', 'bob'); await later(5) }
    `,
  ),
  neutral(
    'a listener by name that has no author: bus.once(name, listener)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const listener = (user) => ask(user)
    export const ada = () => { bus.once('paid', listener) }
    export const bob = () => { bus.emit('paid', 'bob') }
    `,
  ),
  neutral(
    'a method of the module’s own object, given by reference',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const orders = { paid(user) { ask(user) } }
    export const ada = () => { bus.once('paid', orders.paid) }
    export const bob = () => { bus.emit('paid', 'bob') }
    `,
  ),
  neutral(
    'a function that a factory returns is its caller’s',
    `
    const makeGreeter = () => { const hello = (user) => ask(user); return (user) => hello(user) }
    let greet
    export const ada = () => { greet = makeGreeter(); greet('ada') }
    export const bob = () => { greet('bob') }
    `,
  ),
  neutral(
    'a table of functions that a function returns',
    `
    const makeApi = () => ({ get: (user) => ask(user), set(user) { ask(user) } })
    let api
    export const ada = () => { api = makeApi(); api.get('ada') }
    export const bob = () => { api.get('bob'); api.set('bob') }
    `,
  ),
  neutral(
    'a class that is made for each request',
    `
    class Session { constructor(user) { this.user = user } run() { [1].forEach(() => ask(this.user)) } }
    export const ada = () => new Session('ada').run()
    export const bob = () => new Session('bob').run()
    `,
  ),
  neutral(
    'a scope that is opened inside of a request',
    `
    import { openScope } from 'afterword'
    export const ada = () => { openScope({ name: 'eve' }).run(() => ask('eve')); ask('ada') }
    export const bob = () => { openScope({ name: 'eve' }).run(() => { [1].forEach(() => ask('eve')) }); ask('bob') }
    `,
  ),
  neutral(
    'a scope that is opened by a helper: inScope(name, fn)',
    `
    import { openScope } from 'afterword'
    const inScope = (name, fn) => { const scope = openScope({ name }); try { return scope.run(fn) } finally { scope.close() } }
    export const ada = () => { inScope('eve', () => ask('eve')) }
    export const bob = async () => { await inScope('eve', async () => { ask('eve'); await later(); ask('eve') }); ask('bob') }
    `,
  ),
  neutral(
    'a test kit inside of a request: withScope(async () => …)',
    `
    import { openScope } from 'afterword'
    async function withScope(fn) {
      const scope = openScope({ name: 'eve' })
      try { return await scope.run(async () => fn(scope)) } finally { scope.close() }
    }
    export const ada = async () => { await withScope(async () => { await later(); [1].forEach(() => ask('eve')) }); ask('ada') }
    export const bob = async () => { await withScope(() => ask('eve')); ask('bob') }
    `,
  ),
  neutral(
    'another request’s scope: runIn(scope, fn), opened outside',
    `
    import { openScope } from 'afterword'
    const eve = openScope({ name: 'eve' })
    const runIn = (scope, fn) => scope.run(fn)
    export const ada = () => { eve.run(() => ask('eve')) }
    export const bob = () => { runIn(eve, () => ask('eve')) }
    `,
  ),
  neutral(
    'bind(fn) is its author’s',
    `
    import { bind } from 'afterword'
    let bound
    const greet = () => ask('ada')
    export const ada = () => { bound = bind(greet) }
    export const bob = () => { bound() }
    `,
  ),
  neutral(
    'timers and promises of one’s own',
    `
    const work = async (user) => {
      await new Promise((resolve) => setTimeout(() => { ask(user); resolve() }, 1))
      await Promise.all([later().then(() => ask(user)), new Promise((resolve) => setImmediate(() => { ask(user); resolve() }))])
      queueMicrotask(() => ask(user))
      process.nextTick(() => ask(user))
      await later()
    }
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'callbacks of Node: fs.readFile, crypto, dns',
    `
    import { readFile } from 'node:fs'
    import { randomBytes } from 'node:crypto'
    const work = (user) => new Promise((resolve) => {
      readFile(new URL(import.meta.url), () => { ask(user); randomBytes(8, () => { ask(user); resolve() }) })
    })
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'generators, for await and iterators of one’s own',
    `
    function* rows(user) { ask(user); yield 1; ask(user) }
    async function* pages(user) { ask(user); yield* rows(user); await later(); ask(user) }
    const work = async (user) => { for await (const page of pages(user)) [page].forEach(() => ask(user)) }
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'two requests side by side, each with callbacks in callbacks',
    `
    const twice = (fn) => { fn(); fn() }
    const work = async (user) => {
      twice(() => twice(() => ask(user)))
      await later()
      twice(() => ask(user))
    }
    export const ada = () => { work('ada') }
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'an IIFE and an executor',
    `
    const work = (user) => { (() => ask(user))(); new Promise(() => ask(user)); (function () { ask(user) }).call(null) }
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
  neutral(
    'recursion: a visitor by name',
    `
    const tree = [1, [2, [3]]]
    const work = (user) => {
      const visit = (node) => { if (Array.isArray(node)) node.forEach(visit); else ask(user) }
      visit(tree)
    }
    export const ada = () => work('ada')
    export const bob = () => work('bob')
    `,
  ),
]
