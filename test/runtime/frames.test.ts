// The words of every engine for a frame of a stack, and what is read out of them.
import { describe, expect, it } from 'vitest'
import { type Frame, parse } from '../../runtime/frames.ts'

const own = { package: null, compiled: false, internal: false, waits: false }

it.each<[string, Partial<Frame>]>([
  // Node, Deno and workerd.
  [`save (file://${process.cwd()}/src/a.ts:3:5)`, { name: 'save', place: 'src/a.ts:3' }],
  [`${process.cwd()}/src/a.ts:3:5`, { name: '', place: 'src/a.ts:3' }],
  ['async Order.save (/app/a.js:3:5)', { name: 'Order.save', place: '/app/a.js:3', waits: true }],
  ['async file:///app/a.js:3:5', { name: '', place: '/app/a.js:3', waits: true }],
  ['poll [as _onTimeout] (/app/a b/[x]/a.js:1:1)', { name: 'poll', place: '/app/a b/[x]/a.js:1' }],
  ['GET (/app/(shop)/page.tsx:3:4)', { name: 'GET', place: '/app/(shop)/page.tsx:3' }],
  ['/app/(shop)/page.tsx:3:4', { name: '', place: '/app/(shop)/page.tsx:3' }],
  ['new Pool (/app/a.js:2:3)', { name: 'Pool', place: '/app/a.js:2' }],
  ['Object.<anonymous> (/app/a.js:1:1)', { name: '', place: '/app/a.js:1' }],
  ['async Object.fetch (index.js:3:4)', { name: 'Object.fetch', place: 'index.js:3', waits: true }],
  ['save (file:///my%20app/50%2520/%C3%A9/a.ts:3:5)', { place: '/my app/50%20/é/a.ts:3' }],
  ['save (file:///app/100%/a.ts:3:5)', { place: '/app/100%/a.ts:3' }],
  // Windows.
  ['file:///C:/app/src/a.ts:3:5', { place: 'C:/app/src/a.ts:3' }],
  [
    'save (C:\\app\\node_modules\\@acme\\db\\x.js:1:2)',
    { place: 'C:/app/node_modules/@acme/db/x.js:1', package: '@acme/db' },
  ],
  // Packages, as npm, pnpm and Deno lay them out.
  ['run (/app/node_modules/knex/lib/r.js:3:5)', { package: 'knex' }],
  ['run (/app/node_modules/.pnpm/knex@3.1.0/node_modules/knex/lib/r.js:3:5)', { package: 'knex' }],
  ['run (/app/node_modules/.pnpm/@acme+db@1/node_modules/@acme/db/r.js:3:5)', { package: '@acme/db' }],
  ['run (/app/node_modules/a/node_modules/b/r.js:3:5)', { package: 'b' }],
  ['run (file:///var/deno/npm/registry.npmjs.org/@acme/db/3.1.0/r.js:1:1)', { package: '@acme/db' }],
  // What hands on what it was called with.
  ['process.processTicksAndRejections (node:internal/process/task_queues:105:5)', { internal: true }],
  ['EventEmitter.emit (node:events:519:28)', { internal: true }],
  ['processTicksAndRejections (native:7:39)', { internal: true }],
  ['listOnTimeout (ext:deno_node/internal/timers.mjs:1:1)', { internal: true }],
  ['drain (node-internal:internal_timers:1:2)', { internal: true }],
  ['Array.forEach (<anonymous>)', { name: 'Array.forEach', internal: true }],
  ['async Promise.all (index 0)', { internal: true, waits: true }],
  ['eval (eval at run (/app/a.js:3:5), <anonymous>:1:1)', { internal: true }],
])('%s', (text, expected) => {
  expect(parse(text)).toMatchObject([{ ...own, ...expected }])
})

describe('left out', () => {
  it.each([
    'demand (/app/node_modules/afterword/dist/chunk-X.js:3:5)',
    'demand (C:\\app\\node_modules\\afterword\\dist\\chunk-X.js:3:5)',
    'demand (/app/node_modules/.pnpm/afterword@1.0.0/node_modules/afterword/dist/chunk-X.js:3:5)',
  ])('our own: %s', (text) => expect(parse(text)).toEqual([]))
})
