// Every host that the conformance suite runs on.

export interface Host {
  readonly name: string
  /** The file in app/entries. */
  readonly entry: string
  /** What runs it. */
  readonly runtime: 'node' | 'bun' | 'deno' | 'workerd' | 'lambda'
  /** The module a user imports. */
  readonly module: string
  /** What `scope.host` and `hostInfo().name` say. */
  readonly opens: string
  readonly platform: string
  /** How it knows that the response is finished. */
  readonly bodyEnd: 'exact' | 'handoff'
  /** How an upgrade comes: to a listener beside the app, or as a request to the app; `none`, as any other request. */
  readonly upgrade: 'socket' | 'websocket' | 'none'
  /** It hands `waitUntil` to each request. */
  readonly waitUntil?: true
  /** Behaviours it cannot have, each with the program (in programs/) that shows why. */
  readonly no?: Readonly<Record<string, string>>
}

const node = { runtime: 'node', platform: 'node', bodyEnd: 'exact', upgrade: 'socket' } as const
const bun = { runtime: 'bun', platform: 'bun', bodyEnd: 'handoff', upgrade: 'websocket' } as const
const deno = { runtime: 'deno', platform: 'deno', bodyEnd: 'exact', upgrade: 'websocket' } as const
const workers = {
  runtime: 'workerd',
  platform: 'workers',
  bodyEnd: 'handoff',
  upgrade: 'websocket',
  waitUntil: true,
  no: { sigterm: 'workers-get-no-signal' },
} as const
const platform = { runtime: 'node', bodyEnd: 'handoff', upgrade: 'none', waitUntil: true } as const

const fetch = { module: 'afterword/fetch', opens: 'fetch' } as const
const hono = { module: 'afterword/hono', opens: 'hono' } as const
const h3 = { module: 'afterword/h3', opens: 'h3' } as const

export const hosts: readonly Host[] = [
  { name: 'node:http', entry: 'node', module: 'afterword/node', opens: 'node', ...node },
  { name: 'Express', entry: 'express', module: 'afterword/express', opens: 'express', ...node },
  { name: 'Fastify', entry: 'fastify', module: 'afterword/fastify', opens: 'fastify', ...node },
  { name: 'fetch on Node', entry: 'fetch', ...fetch, ...node },
  { name: 'Hono on Node', entry: 'hono-node', ...hono, ...node },
  { name: 'Hono on Workers', entry: 'hono-workers', ...hono, ...workers },
  { name: 'Hono on Bun', entry: 'hono-bun', ...hono, ...bun },
  { name: 'Hono on Deno', entry: 'hono-deno', ...hono, ...deno },
  { name: 'h3 on Node', entry: 'h3', ...h3, ...node },
  { name: 'h3 on Workers', entry: 'h3-workers', ...h3, ...workers },
  { name: 'h3 on Bun', entry: 'h3', ...h3, ...bun, upgrade: 'none' },
  { name: 'h3 on Deno', entry: 'h3', ...h3, ...deno, upgrade: 'none' },
  { name: 'Nitro', entry: 'nitro', ...h3, ...node, upgrade: 'none' },
  { name: 'srvx', entry: 'srvx', ...h3, ...node },
  { name: 'Workers', entry: 'workers', ...fetch, ...workers },
  { name: 'Bun', entry: 'bun', ...fetch, ...bun },
  { name: 'Deno', entry: 'deno', ...fetch, ...deno },
  { name: 'Vercel', entry: 'vercel', ...fetch, ...platform, platform: 'vercel' },
  { name: 'Netlify', entry: 'netlify', ...fetch, ...platform, platform: 'netlify' },
  {
    name: 'Lambda',
    entry: 'lambda',
    module: 'afterword/lambda',
    opens: 'lambda',
    runtime: 'lambda',
    platform: 'lambda',
    bodyEnd: 'exact',
    upgrade: 'none',
    no: { abort: 'lambda-hears-of-no-abort', late: 'lambda-is-frozen' },
  },
]
