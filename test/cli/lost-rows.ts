// Programs, and whether their request is lost: the rows of lost.test.ts.

const DB = "import { after } from 'afterword'\nexport function save() { after(() => 1) }\n"
const SAVE = 'function save() { after(() => 1) }\n'
const GET = "export const GET = (request) => { save(); return new Response('') }\n"
const BOTH = SAVE + GET
const PACKAGE = "import { cron, Queue, Worker, waits, atOnce, each, retry } from 'library'\n"
const calls = (what: string): string =>
  `export const GET = async (request) => { await ${what}; return new Response('') }\n`

export type Row = [what: 'lost' | 'kept' | 'may', code: string, files?: Record<string, string>]

/** As Workers call it, which are none of this project. */
const CALLED = 'export const GET = (request) => { globalThis.works(app); return app.fetch(request) }\n'

export const CLOCKS: Record<string, Row> = {
  'a timer of the module': ['lost', `${BOTH}setTimeout(() => { save() }, 5)`],
  'a timer, by name': ['lost', `${BOTH}setTimeout(save, 5)`],
  'a timer of globalThis': ['lost', `${BOTH}globalThis.setTimeout(save, 5)`],
  'a timer of node:timers': [
    'lost',
    `import { setTimeout as later } from 'node:timers'\n${BOTH}later(save, 5)`,
  ],
  'a timer of node:timers as a whole': [
    'lost',
    `import * as timers from 'node:timers'\n${BOTH}timers.setImmediate(save)`,
  ],
  'a promise of the module': [
    'lost',
    `import { setTimeout as sleep } from 'node:timers/promises'\n${BOTH}sleep(5).then(save)`,
  ],
  'a timer that waits': ['lost', `${BOTH}setTimeout(async () => { await 1; save() }, 5)`],
  'a timer of a function that the module calls': [
    'lost',
    `${BOTH}function start() { setTimeout(() => save(), 5) }\nstart()`,
  ],
  'a timer of a class': [
    'lost',
    `${BOTH}class A { start() { setTimeout(() => this.tick(), 5) } tick() { save() } }\nnew A().start()`,
  ],
  'a bound method': [
    'lost',
    `${BOTH}class A { tick() { save() } }\nconst a = new A()\nsetTimeout(a.tick.bind(a), 5)`,
  ],
  'a schedule': ['lost', `${PACKAGE}${BOTH}cron.schedule('* * * * *', () => { save() })`],
  'a schedule, by name': ['lost', `${PACKAGE}${BOTH}cron.schedule('* * * * *', save)`],
  'a queue': ['lost', `${PACKAGE}${BOTH}new Queue().process(async (job) => { after(() => job) })`],
  'a queue of a name': [
    'lost',
    `${PACKAGE}${BOTH}const queue = new Queue()\nqueue.process(work)\nasync function work(job) { await 1; save() }`,
  ],
  'a queue of another file': [
    'lost',
    `import { queue } from './queue.js'\n${BOTH}queue.process(async () => { save() })`,
    { 'queue.js': "import { Queue } from 'library'\nexport const queue = new Queue()\n" },
  ],
  'a worker of another file': [
    'lost',
    `import { save } from './db.js'\nimport './jobs.js'\n${GET}`,
    {
      'db.js': DB,
      'jobs.js':
        "import { Worker } from 'library'\nimport { save } from './db.js'\nexport const worker = new Worker('q', () => save())\n",
    },
  ],
  'an event of a queue': [
    'lost',
    `${PACKAGE}${BOTH}const queue = new Queue()\nqueue.on('done', () => { save() })`,
  ],
  'what Workers schedule': [
    'lost',
    `${SAVE}const app = { fetch(request) { save(); return new Response('') }, async scheduled(controller, env, ctx) { save() } }\nexport default app\n${CALLED}`,
  ],
  'an event of the process': ['lost', `${BOTH}process.once('row', save)\nprocess.emit('row')`],
}

export const BOOT: Record<string, Row> = {
  'a call of the module': [
    'lost',
    `${BOTH}try { save() } catch (error) { console.log(error.code, error.message) }`,
  ],
  'a function that is called where it stands': ['lost', `${BOTH}void (async () => { await 1; save() })()`],
  'a list that the module walks': ['lost', `${BOTH}Promise.reject().catch(() => [1].forEach(() => save()))`],
  'a constructor': ['lost', `${BOTH}class A { constructor() { save() } }\nqueueMicrotask(() => new A())`],
  'a field': ['lost', `${BOTH}class A { x = save() }\nqueueMicrotask(() => new A())`],
  'what Workers schedule, in the scope that withAfter gives it': [
    'kept',
    `import { withAfter } from 'afterword/fetch'\n${SAVE}const app = withAfter({ fetch(request) { save(); return new Response('') }, async scheduled(controller, env, ctx) { save() } })\nexport default app\n${CALLED}`,
  ],
  'what asks whether there is a scope': [
    'kept',
    `import { currentScope } from 'afterword'\nfunction save() { if (currentScope()) after(() => 1) }\n${GET}save()`,
  ],
  'what asks, and returns': [
    'kept',
    `import { currentScope } from 'afterword'\nfunction save() { const scope = currentScope(); if (!scope) return; after(() => 1) }\n${GET}setTimeout(save, 5)`,
  ],
  'a scope of its own': [
    'kept',
    `import { openScope } from 'afterword'\n${PACKAGE}${BOTH}cron.schedule('*', async () => { const scope = openScope(); try { await scope.run(async () => { await 1; save() }) } finally { scope.close() } })`,
  ],
  'a function that the module makes, and a route calls': [
    'kept',
    `${SAVE}const make = () => () => { save() }\nconst run = make()\n${calls('run()')}`,
  ],
  'routes that the module makes': [
    'kept',
    `${SAVE}function make() { return { GET: (request) => { save(); return new Response('') } } }\nexport const { GET } = make()`,
  ],
  'an emitter of Node, that a route emits from': [
    'kept',
    `import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()\n${SAVE}bus.on('x', save).on('y', () => save())\n${calls("bus.emit('x') && bus.emit('y')")}`,
  ],
  'an object that a request makes': [
    'kept',
    `${SAVE}class A { constructor() { save() } x = save() }\n${calls('new A().x')}`,
  ],
}

export const PACKAGES: Record<string, Row> = {
  'a package that waits': ['lost', `${PACKAGE}${SAVE}const run = waits(() => save())\n${calls('run()')}`],
  'a package that calls at once': [
    'may',
    `${PACKAGE}${SAVE}const run = atOnce(() => save())\n${calls('run()')}`,
  ],
  'by name': ['lost', `${PACKAGE}${SAVE}const run = waits(save)\n${calls('run()')}`],
  'as a whole': [
    'lost',
    `import * as library from 'library'\n${SAVE}const run = library.waits(() => save())\n${calls('run()')}`,
  ],
  'that is loaded': [
    'lost',
    `${SAVE}const { waits } = await import('library')\nconst run = waits(() => save())\n${calls('run()')}`,
  ],
  twice: ['lost', `${PACKAGE}${SAVE}const run = waits(waits(() => save()))\n${calls('run()')}`],
  'in an object': [
    'lost',
    `${PACKAGE}${SAVE}const api = { run: waits(() => save()) }\n${calls('api.run()')}`,
  ],
  'in a field': [
    'lost',
    `${PACKAGE}${SAVE}class A { run = waits(() => save()) }\nconst a = new A()\n${calls('a.run()')}`,
  ],
  'an object of functions': [
    'lost',
    `${PACKAGE}${SAVE}const run = each({ a() { save() } })\n${calls('run.a()')}`,
  ],
  'a bound method': [
    'lost',
    `${PACKAGE}${SAVE}class A { go() { save() } }\nconst a = new A()\nconst run = waits(a.go.bind(a))\n${calls('run()')}`,
  ],
  'in a function that the module calls': [
    'lost',
    `${PACKAGE}${SAVE}const create = () => waits(() => save())\nconst run = create()\n${calls('run()')}`,
  ],
  'in a request, by name': ['lost', `${PACKAGE}${SAVE}${calls('retry(save)')}`],
  'in a request, a method by name': [
    'lost',
    `${PACKAGE}const db = { save() { after(() => 1) } }\n${calls('retry(db.save)')}`,
  ],
  'in a request, in place': ['kept', `${PACKAGE}${SAVE}${calls('retry(() => save())')}`],
  'in a request, bound': [
    'kept',
    `import { bind } from 'afterword'\n${PACKAGE}${SAVE}${calls('retry(bind(save))')}`,
  ],
  'made lazily by a request': [
    'kept',
    `${PACKAGE}${SAVE}let run\n${calls('(run ??= waits(() => save()))()')}`,
  ],
  'a handler that takes the request': [
    'kept',
    `${PACKAGE}export const GET = waits(async (request) => { after(() => 1); return new Response('') })`,
  ],
  'a function of the project that waits': [
    'kept',
    `import { wrap } from './wrap.js'\n${SAVE}const run = wrap(() => save())\n${calls('run()')}`,
    { 'wrap.js': 'export const wrap = (fn) => async () => { await 1; return fn() }\n' },
  ],
  'a function of an object that the project makes': [
    'kept',
    `import { api } from './api.js'\n${SAVE}const run = api.wrap(() => save())\n${calls('run()')}`,
    {
      'api.js':
        'const make = () => ({ wrap: (fn) => async () => { await 1; return fn() } })\nexport const api = make()\n',
    },
  ],
  'a builder of the project': [
    'kept',
    `import { t } from './t.js'\n${SAVE}const run = t.input(1).query(async () => { save() })\n${calls('run()')}`,
    {
      't.js':
        'class T { input() { return this } query(fn) { return async () => { await 1; return fn() } } }\nexport const t = new T()\n',
    },
  ],
}

const express = (handler: string): string =>
  `import express from 'express'\nimport { afterword } from 'afterword/express'\nimport { middleware, visit } from 'library'\n${SAVE}const app = express().use(afterword(), (req, res, next) => { setTimeout(() => res.end(), 20); next() }, middleware)\napp.get('/', ${handler})\napp.use((error, req, res, next) => { console.log(error.code, error.message); res.end() })\nexport const GET = () => visit(app)`
const hono = (handler: string): string =>
  `import { Hono } from 'hono'\nimport { afterword } from 'afterword/hono'\nimport { honoMiddleware } from 'library'\n${SAVE}const app = new Hono().use(afterword()).use(honoMiddleware)\napp.onError((error) => { console.log(error.code, error.message); return new Response('') })\napp.get('/', ${handler})\nexport const GET = ({ url }) => app.fetch(new Request(url))`

/** Behind middleware that is not compiled, and waits. */
export const ENTRIES: Record<string, Row> = {
  'Express, no parameter': ['kept', express('async () => { save() }')],
  'Express, a pattern': ['kept', express('async ({ query }) => { save(query) }')],
  'Express, two patterns': ['kept', express('async ({ query }, { locals }) => { save(query, locals) }')],
  'Express, a rest': ['kept', express('async (...all) => { save(all) }')],
  'Express, arguments': ['kept', express('async function () { save(arguments) }')],
  'Express, a default': ['kept', express('async (first = {}) => { save(first) }')],
  'Express, by name': ['kept', `${express('list')}\nasync function list() { save() }`],
  "Express, a 'use strict' of its own": ['may', express("async () => { 'use strict'; save() }")],
  'Hono, no parameter': ['kept', hono("async () => { save(); return new Response('') }")],
  'Hono, a pattern': ['kept', hono("async ({ var: values }) => { save(values); return new Response('') }")],
  'Hono, a computed key': [
    'may',
    hono("async ({ ['var']: values }) => { save(values); return new Response('') }"),
  ],
  'Hono, a pattern and a rest': [
    'may',
    hono("async ({ var: values }, ...rest) => { save(values, rest); return new Response('') }"),
  ],
}
