// Each check: programs that it reports, with the characters that are meant between « and », and programs like them that are right.

export interface Case {
  code: string
  /** Default: `src/page.tsx`. */
  file?: string
  host?: 'rsc' | 'next'
  /** What the fix makes of it. */
  fixed?: string
}

export interface Check {
  reported: (string | Case)[]
  right: (string | Case)[]
}

const after = `import { after } from 'afterword'\n`
const all = `import { after, headers, cookies } from 'afterword'\n`
const next = `import { after } from 'next/server'\nimport { headers, cookies } from 'next/headers'\n`

export const checks: Record<string, Check> = {
  'in-browser.file': {
    reported: [
      `'use client'\n${after}export const Save = () => <button onClick={() => «after»(() => log())} />`,
      `'use client'\n${next}export function Who() { return <p>{«cookies»().get('name')}{«headers»().get('x')}</p> }`,
      `'use client'\nimport * as server from 'next/server'\nexport const go = (c) => { «server.after»(() => log()) }`,
      `'use client'\n${after}export const go = (c) => { «after.with»(c, () => log()); «after.cancel»('log') }`,
      { code: `'use client'\n${next}export const go = () => «cookies»()`, host: 'next' },
    ],
    right: [
      `${after}export const Save = () => { after(() => log()); return <p /> }`,
      `'use client'\nimport { after } from './scheduling'\nexport const go = () => after(() => log())`,
      `'use client'\nimport { redirect } from 'next/navigation'\nexport const after = () => redirect('/')`,
      `'use client'\n${after}export const go = (after) => after(() => log())`,
      `'use client'\nimport type { Scope } from 'afterword'\nexport const go = (scope: Scope) => scope.after(() => log())`,
      `/* afterword-ignore */\n'use client'\n${after}export const go = () => after(() => log())`,
    ],
  },
  'at-module-level': {
    reported: [
      `${after}«after»(() => log())`,
      `${all}const name = «cookies»().get('name')\nexport const agent = «headers»().get('user-agent')`,
      `${after}(() => { «after»(() => log()) })()`,
      `${after}if (ready) { for (const one of all) «after»(() => log(one)) }`,
      `${after}class Store { static { «after»(() => log()) } static handle = «after»(() => log()) }`,
      { code: `const { after } = require('afterword')\n«after»(() => log())`, file: 'src/server.cjs' },
    ],
    right: [
      `${after}export const save = () => after(() => log())`,
      `${after}class Store { handle = after(() => log()); save() { after(() => log()) } }`,
      `${after}[1, 2].forEach(() => after(() => log()))`,
      `${after}export default { fetch() { after(() => log()) } }`,
      `${after}export function save(handle = after(() => log())) { return handle }`,
      `import { currentScope, bind } from 'afterword'\nexport const scope = currentScope()\nexport const pinned = bind(() => 1)`,
      `import { after } from './mine'\nafter(() => log())`,
    ],
  },
  'without-request.here': {
    reported: [
      `${after}setInterval(() => { «after»(() => log()) }, 1000)`,
      `${all}setTimeout(async () => { await log(); log(«headers»()) })\nqueueMicrotask(() => «cookies»())`,
      `import { setTimeout as later } from 'node:timers'\n${after}later(() => «after»(log), 10)`,
      `${after}import('./data').then((data) => { «after»(() => log(data)) })`,
      `${after}void (async () => { await log(); setImmediate(() => «after»(log)) })()`,
      `import cron from 'node-cron'\n${after}cron.schedule('0 * * * *', async () => { await log(); «after»(() => log()) })`,
      `import { Worker } from 'bullmq'\n${after}export const worker = new Worker('orders', async (job) => { «after»(() => log(job)) })\nqueue.process(async (job) => { «after»(log) })`,
      `${after}new CronJob({ onTick: () => { «after»(log) } })`,
      `${after}process.on('SIGTERM', () => { «after»(() => log()) })\napp.listen(3000, () => «after»(log))`,
    ],
    right: [
      `${after}export const GET = () => { setTimeout(() => after(() => log()), 10) }`,
      `import { after, openScope } from 'afterword'\nsetInterval(() => { const scope = openScope(); scope.run(() => { after(log) }); scope.close() }, 1000)`,
      `import { after, currentScope } from 'afterword'\nsetInterval(() => { if (currentScope()) after(log) }, 1000)`,
      `${after}queue.process('/orders', async (job) => { after(log) })`,
      `${after}queue.process(async (job, ctx) => { after(log) })`,
      `${after}const setTimeout = (fn) => fn\nexport const later = setTimeout(() => after(log))`,
      `${after}bus.on('x', () => { after(log) })`,
      `${after}app.get('/', () => { after(log) })`,
    ],
  },
  'bad-task.value': {
    reported: [
      `${after}export const GET = () => { after(«42») }`,
      `${after}export const GET = () => { after(«'save'»); after(«\`save\`»); after(«null»); after(«undefined»); after(«/x/») }`,
      `${after}export const GET = () => { «after()» }`,
      `${after}export const GET = () => { after(«{ save() {} }»); after(«[() => {}, () => {}]») }`,
      `${after}export const GET = () => { after(«!save()»); after(«void save()»); after(«1 + 2»); after(«-1») }`,
      `${after}const task = 'save'\nexport const GET = () => { after(«task») }`,
      `${after}export const GET = (c) => { after.with(c, «true»); «after.with(c)» }`,
      `${after}export const GET = () => { after((«42» as any)) }`,
    ],
    right: [
      `${after}export const GET = () => { after(() => 42); after(save); after(save()); after(Promise.resolve()); after(async () => {}) }`,
      `${after}export const GET = (task) => { after(task); after(...tasks); after(tasks[0]); after(this.task) }`,
      `${after}export const GET = () => { after({ then(done) { done() } }); after({ ...promise }); after({ [then]: run }) }`,
      `${after}let task = 'save'\ntask = () => {}\nexport const GET = () => { after(task) }`,
      `${after}export const GET = () => { after(ready && save()); after(ready ? save : skip); after(ready ?? save) }`,
      `${after}export const GET = (undefined) => { after(undefined) }`,
    ],
  },
  'bad-task.nothing': {
    reported: [
      {
        code: `${after}function save(id) { log(id) }\nexport const GET = () => { after(«save(1)») }`,
        fixed: `${after}function save(id) { log(id) }\nexport const GET = () => { after(() => save(1)) }`,
      },
      {
        code: `${after}const save = () => { log() }\nexport const GET = (c) => { after.with(c, «save()») }`,
        fixed: `${after}const save = () => { log() }\nexport const GET = (c) => { after.with(c, () => save()) }`,
      },
      {
        code: `${after}const save = async () => { await log() }\nexport const GET = async () => { after(«await save()») }`,
        fixed: `${after}const save = async () => { await log() }\nexport const GET = async () => { after(() => save()) }`,
      },
      `${after}function save(id) { if (!id) return; log(id) }\nexport const GET = async () => { after(«save(await one())») }`,
      {
        code: `${after}function save() { each(() => { return 1 }) }\nexport const GET = () => { after(«save()») }`,
        fixed: `${after}function save() { each(() => { return 1 }) }\nexport const GET = () => { after(() => save()) }`,
      },
    ],
    right: [
      `${after}async function save() { await log() }\nexport const GET = () => { after(save()); after(() => save()); after(save) }`,
      `${after}function save() { return log() }\nexport const GET = () => { after(save()) }`,
      `${after}const save = () => log()\nexport const GET = () => { after(save()) }`,
      `${after}import { save } from './save'\nexport const GET = () => { after(save()) }`,
      `${after}let save = () => {}\nsave = other\nexport const GET = () => { after(save()) }`,
      `${after}function save() {}\nexport const GET = (save) => { after(save()) }`,
      `${after}function never() { throw new Error('never') }\nexport const GET = () => { after(never()) }`,
    ],
  },
  'request-in-render-task': {
    reported: [
      `${next}export default function Page() { async function record() { log(await «headers()») } after(record); return <p /> }`,
      `${next}const record = async () => log(await «headers()»)\nexport default function Page() { after(record); return <p /> }`,
      `${next}export default function Page() { after(async () => { log(await «headers()»); log((await «cookies()»).get('a')) }); return <p /> }`,
      `${next}export async function generateMetadata() { after(() => each(async () => log(await «headers()»))); return {} }`,
      {
        code: `${all}export const Layout = ({ children }) => { after(() => log(«cookies()»)); return <main>{children}</main> }`,
        host: 'rsc',
      },
      {
        code: `${next}export default async function Page() { after(async () => log(await «cookies()»)); return <p /> }`,
        host: 'next',
      },
    ],
    right: [
      `${next}export default async function Page() { const agent = (await headers()).get('user-agent'); after(() => log(agent)); return <p /> }`,
      `${next}export default function Page() { async function save() { 'use server'; after(async () => log(await headers())) } return <form action={save} /> }`,
      `${next}export function GET() { after(async () => log(await headers())) }`,
      `${next}async function record() { log(await headers()) }\nexport default async function Page() { await record(); after(record); return <p /> }`,
      `${next}export async function record() { log(await headers()) }\nexport default async function Page() { after(record); return <p /> }`,
      `${next}export default function Page() { after((async () => log(await headers()))()); return <p /> }`,
      // What is capitalised may be a helper of a handler.
      {
        code: `${all}function Log() { after(() => log(headers())) }\nexport function GET() { Log(); return new Response() }`,
        host: 'rsc',
      },
      // Hono renders components in the handler.
      `import { after, headers } from 'afterword'\nexport const Page = () => { after(() => log(headers())); return <p /> }`,
      `${next}export default function Page() { after(() => log(own.headers())); return <p /> }`,
    ],
  },
  'cookie-in-task.written': {
    reported: [
      `${all}export function POST() { after(() => { «cookies().set»('a', 'b'); «cookies().delete»('a') }) }`,
      `${next}export async function POST() { after(async () => { «(await cookies()).set»('a', 'b') }) }`,
      `${all}export async function POST() { const store = await cookies(); after(() => { «store.set»('a', 'b') }) }`,
      {
        code: `${next}export async function POST() { after(async () => { const store = await cookies(); «store.delete»('a') }) }`,
        host: 'next',
      },
    ],
    right: [
      `${all}export function POST() { cookies().set('a', 'b'); after(() => log(cookies().get('a'))) }`,
      `${all}export function POST() { const seen = new Map(cookies()); after(() => { seen.set('a', 'b'); seen.delete('a') }) }`,
      `${all}export function POST() { let store = cookies(); store = new Map(); after(() => { store.set('a', 'b') }) }`,
      `${all}export function boot(app) { after(() => { app.post('/x', () => { cookies().set('a', 'b') }) }) }`,
    ],
  },
  'read-only-headers.written': {
    reported: [
      `${all}export async function GET() { «(await headers()).set»('a', 'b'); after(() => { «headers().append»('a', 'b') }) }`,
      `${next}export async function GET() { const found = await headers(); «found.delete»('a') }`,
    ],
    right: [
      `${all}export function GET() { const own = new Headers(headers()); own.set('a', headers().get('b')) }`,
      `${all}export async function GET() { const { set } = await headers(); const own = headers(); own.get('a'); response.headers.set('a', 'b') }`,
    ],
  },
  'response-in-task': {
    reported: [
      `${after}app.get('/', (req, res) => { after(() => { «res.setHeader('a', 'b')»; «res.cookie('a', 'b')»; «res.set('a', 'b')» }) })`,
      `${after}app.get('/', (c) => { after(async () => { «c.header('a', 'b')»; «c.res.headers.set('a', 'b')» }) })`,
      `${after}export const POST = (request, response) => { after(() => { each(() => «response.headers.append('a', 'b')») }) }`,
      `${after}export const load = (event) => { after(() => { «event.cookies.set('a', 'b')» }) }`,
      `${after}export const load = ({ cookies }) => { after(() => { «cookies.delete('a')» }) }`,
      `import { setCookie as keep } from 'hono/cookie'\n${after}app.get('/', (c) => { after(() => «keep(c, 'a', 'b')») })`,
      `${after}app.get('/', (req, res) => { after(() => { «res.status(500)»; «res.type('json')»; «res.removeHeader('a')»; «res.statusCode» = 404 }) })`,
      `${after}fastify.get('/', async (request, reply) => { after(() => { «reply.code(201)»; «reply.header('a', 'b')»; «reply.raw.setHeader('a', 'b')» }) })`,
      `${after}router.get('/', (ctx) => { after(async () => { «ctx.status» = 404; «ctx.response.type» = 'json'; «ctx.response.set('a', 'b')» }) })`,
      `${after}app.get('/', (c) => { after(() => «c.status(404)») })`,
      `${after}export const procedure = ({ ctx }) => { after(() => «ctx.res.setHeader('a', 'b')») }`,
      `import { setResponseStatus, appendResponseHeader } from 'h3'\n${after}export default defineHandler((event) => { after(() => { «setResponseStatus(event, 404)»; «appendResponseHeader(event, 'a', 'b')»; «event.res.status» = 404 }) })`,
      `${after}export function GET() { const res = new Response('x'); after(() => «res.headers.set('a', 'b')»); return res }`,
      `${after}export function GET() { const res = NextResponse.json({}); after(() => { «res.cookies.set('a', 'b')»; «res.headers.delete('a')» }); return res }`,
      `${after}export const handle = async ({ event, resolve }) => { const response = await resolve(event); after(() => «response.headers.append('a', 'b')»); return response }`,
    ],
    right: [
      `${after}export async function GET() { const res = await fetch('/x'); after(async () => { log(await res.json(), res.status, res.headers.get('a')) }); return res }`,
      `${after}export function GET() { after(() => { const res = new Response('x'); res.headers.set('a', 'b'); send(res) }) }`,
      `${after}export function GET() { const res = new Map(); after(() => { res.set('a', 'b'); res.delete('a') }) }`,
      `${after}app.get('/', (req, res) => { after(() => log(res.statusCode, res.statusMessage, res.headersSent)) })`,
      `${after}router.get('/', (ctx) => { after(() => { log(ctx.status, ctx.body); ctx.status = next; ctx.state.done = true }) })`,
      `${after}export const cached = new Response('x')\nexport function GET() { after(() => log(cached.headers.get('a'))) }`,
      `${after}app.get('/', (req, res) => { res.setHeader('a', 'b'); after(() => { log(res.get('a'), res.header('a'), res.getHeader('b')) }) })`,
      `${after}app.get('/', (c) => { after(async () => { const res = await fetch('/x'); res.headers.set('a', 'b') }) })`,
      `${after}app.get('/', (c) => { c.set('a', 'b'); after(() => { c.set('a', 'b'); c.header('a') }) })`,
      `${after}export const load = () => fetch('/x').then((res) => { after(() => { res.headers.set('a', 'b') }) })`,
      `${after}app.get('/', (req, res) => { after(() => serve((req, res) => { res.setHeader('a', 'b') })) })`,
    ],
  },
  'response-in-task.answer': {
    reported: [
      `${after}app.get('/', (req, res) => { after(() => { «res.json({ a: 1 })» }) })`,
      `${after}app.get('/', (req, res) => { after(async () => { await save(); «res.status(201).json({ a: 1 })» }) })`,
      `${after}app.get('/', (req, res) => { after(() => { «res.send('x')»; «res.end()»; «res.write('x')»; «res.redirect('/')»; «res.render('x')»; «res.sendFile('x')»; «res.sendStatus(204)» }) })`,
      `${after}app.get('/', (req, res) => { after(() => { «res.set('a', 'b').type('json').end('x')» }) })`,
      `${after}app.get('/', (req, res) => { after(() => { «file.pipe(res)»; «pipeline(file, res, done)» }) })`,
      `${after}app.get('/', (req, res) => { const answer = () => «res.send('x')»; after(answer) })`,
      `${after}createServer((req, res) => { after(() => { load((rows) => «res.end(rows)») }) })`,
      `${after}fastify.get('/', (request, reply) => { after(() => { «reply.send({})»; «reply.code(201).send({})»; «reply.redirect('/')»; «reply.raw.end('x')»; «file.pipe(reply.raw)» }) })`,
      `${after}router.get('/', (ctx) => { after(async () => { «ctx.body» = await load(); «ctx.redirect('/')» }) })`,
      `${after}app.get('/', (c) => { after(() => «c.json({ a: 1 })»); after(() => { «c.text('x')»; «c.redirect('/')»; «c.res» = new Response('x') }) })`,
      `import { sendRedirect } from 'h3'\n${after}export default defineEventHandler((event) => { after(() => «sendRedirect(event, '/')»); after(() => «event.node.res.end('x')») })`,
      `${after}export default function handler(req, res) { after(() => after(() => «res.json({})»)) }`,
    ],
    right: [
      `${after}app.get('/', (req, res) => { res.status(201).json({}); after(() => log(res.statusCode)) })`,
      `${after}app.get('/', (req, res) => { after(async () => { const res = await fetch('/x'); log(await res.json()) }); res.end() })`,
      `${after}app.get('/', async (req, res) => { const response = await fetch('/x'); res.end(); after(async () => log(await response.json(), await response.text())) })`,
      `${after}export const load = () => fetch('/x').then((res) => { after(async () => log(await res.json())) })`,
      `${after}export const log = (response) => { after(async () => save(await response.json())) }`,
      `${after}app.get('/', (req, res) => { after(() => serve((req, res) => { res.end('x') })); res.end() })`,
      `${after}app.get('/', (req, res) => { after(() => { app.get('/late', (req, res) => res.json({})) }); res.end() })`,
      `${after}app.get('/', (req, res) => { after(() => { socket.end(); mail.send('x'); stream.pipe(file); log(ctx.body) }); res.end() })`,
      `${after}app.get('/', (c) => { after(() => { c.set('a', 'b'); log(c.req.header('a')) }); return c.json({}) })`,
      `${after}app.get('/', (req, res) => { after(() => { const response = new Response('x'); return response.json() }); res.end() })`,
    ],
  },
  'durable-name': {
    reported: [
      `${after}export const POST = () => { after(() => log(), { durable: «true» }) }`,
      `${after}export const POST = () => { after(() => log(), { name: «name», durable: {} }); after(() => log(), { name: «'two words'», durable: {} }) }`,
      `${after}export const POST = () => { after(() => log(), { name: «'receipt'», durable: true, ...options }) }`,
      `${after}const options = { durable: «true» }\nexport const POST = (c) => { after.with(c, () => log(), options) }`,
    ],
    right: [
      `${after}export const POST = () => { after(() => log(), { ...options, name: 'shop/receipt.v2', durable: true }) }`,
      `${after}export const POST = () => { after(() => log(), { durable: false }); after(() => log(), { durable: undefined }); after(() => log(), options) }`,
      `import { after } from './mine'\nexport const POST = () => { after(() => log(), { durable: true }) }`,
    ],
  },
  'durable-task': {
    reported: [
      `${after}export const POST = () => { const task = () => log(); after(«task», { name: 'a', durable: true }) }`,
      `${after}export const POST = (send) => { after(«send», { name: 'a', durable: true }); after(«log()», { name: 'b', durable: true }) }`,
      `${after}export const POST = () => { after(«mail.send», { name: 'a', durable: true }); after(«function* () {}», { name: 'b', durable: true }) }`,
      `${after}let task = () => {}\ntask = log\nexport const POST = () => { after(«task», { name: 'a', durable: true }) }`,
    ],
    right: [
      `${after}import { send } from './mail'\nconst sweep = async () => {}\nfunction clean() {}\nexport const POST = () => { after(send, { name: 'a', durable: true }); after(sweep, { name: 'b', durable: true }); after(clean, { name: 'c', durable: true }) }`,
      `${after}export const POST = () => { const task = () => log(); after(task, { name: 'a' }) }`,
    ],
  },
  'durable-task.upgrade': {
    reported: [
      `${after}export const POST = (mend) => { after(() => log(), { name: 'a', durable: { upgrade: «mend» } }) }`,
      `${after}export const POST = () => { after(() => log(), { name: 'a', durable: { «upgrade(old) { return old }» } }) }`,
    ],
    right: [
      `${after}const mend = (old) => old\nexport const POST = () => { after(() => log(), { name: 'a', durable: { upgrade: mend } }); after(() => log(), { name: 'b', durable: { upgrade: (old) => ({ ...old }) } }) }`,
    ],
  },
  'durable-captures': {
    reported: [
      `${after}export const POST = () => { const send = () => log(); after(() => «send»(), { name: 'a', durable: true }) }`,
      `${after}export const POST = () => { const pool = new Pool(); after(() => [«pool», pool], { name: 'a', durable: true }) }`,
      `${after}export const POST = (request) => { after(() => log(«request».url), { name: 'a', durable: true }) }`,
      `${after}app.get('/', (c) => { after(() => log(«c»), { name: 'a', durable: true }) })`,
      `${all}export const POST = async () => { const head = await headers(); after(() => log(«head»), { name: 'a', durable: true }) }`,
      `${after}class Orders { place() { after(() => «this».id, { name: 'a', durable: true }) } }`,
      `${after}export const POST = () => { after(() => log(«later»), { name: 'a', durable: true }); const later = 1 }`,
      `${after}export const POST = async () => { const { send } = await import('./mail'); after(() => «send»(), { name: 'a', durable: true }) }`,
      `${after}export const POST = () => { const Mail = () => <p />; after(() => render(«<Mail />»), { name: 'a', durable: true }) }`,
      `${after}export const POST = (id) => { after(() => log(), { name: 'a', durable: { upgrade: (old) => ({ ...old, «id» }) } }) }`,
    ],
    right: [
      `${after}const pool = new Pool()\nconst send = () => pool\nexport const POST = async (request) => { const { id } = await request.json(); const at = new Date(); after(() => send(id, at), { name: 'a', durable: true }) }`,
      `${after}class Orders { place(id) { after(function () { return [this, id] }, { name: 'a', durable: true }) } }`,
      `${after}export const POST = () => { const send = () => log(); after(() => send(), { name: 'a' }); after(() => { const send = () => log(); send() }, { name: 'b', durable: true }) }`,
      `${after}export const POST = (list, map) => { after(() => list.map((each) => map.get(each)), { name: 'a', durable: true }) }`,
      `'use server'\n${after}export async function place(event) { after(() => log(event), { name: 'a', durable: true }) }`,
    ],
  },
  'durable-writes': {
    reported: [
      `${after}export const POST = () => { let total = 0; after(() => log(total), { name: 'a', durable: true }); «total» = 1 }`,
      `${after}export const POST = () => { let total = 0; after(() => { «total»++ }, { name: 'a', durable: true }) }`,
      `${after}export const POST = () => { let total = 0; for (const each of all) { «total» += each; after(() => log(total), { name: 'a', durable: true }) } }`,
      `${after}export const POST = () => { let total = 0; bus.on('x', () => { «total» = 1 }); after(() => log(total), { name: 'a', durable: true }) }`,
    ],
    right: [
      `${after}export const POST = async () => { let total = 0; for (const each of all) total += each; await tx(async () => { total++ }); after(() => log(total), { name: 'a', durable: true }) }`,
      `${after}export const POST = () => { for (let at = 0; at < 3; at++) after(() => log(at), { name: 'a', durable: true }) }`,
      `${after}let total = 0\nexport const POST = () => { after(() => { total++ }, { name: 'a', durable: true }); total = 2 }`,
    ],
  },
  'durable-request': {
    reported: [
      `${all}export const POST = () => { after(async () => log(await «headers()»), { name: 'a', durable: true }) }`,
      `${all}export const POST = (name) => { after(async () => log((await «cookies()»).get(name)), { name: 'a', durable: true }) }`,
      `${all}export const POST = () => { after(() => read(«headers»), { name: 'a', durable: true }) }`,
      {
        code: `${next}export const POST = () => { after(async () => log(await «headers()»), { name: 'a', durable: true }) }`,
        host: 'next',
      },
    ],
    right: [
      `${all}export const POST = () => { after(async () => { const jar = await cookies(); log(jar.get('a'), jar.has('b'), (await headers()).get('c')) }, { name: 'a', durable: true }) }`,
      `${all}export const POST = async () => { const name = (await headers()).get('a'); after(() => log(name), { name: 'a', durable: true }); after(async () => log(await headers())) }`,
    ],
  },
  'durable-twice.written': {
    reported: [
      `${after}export const POST = () => { after(() => log(1), { name: 'a', durable: true }); after(() => log(2), { name: «'a'», durable: true }) }`,
    ],
    right: [
      `${after}export const POST = () => { after(() => log(1), { name: 'a', durable: true }); after(() => log(2), { name: 'a' }); after(() => log(3), { name: 'b', durable: true }) }`,
    ],
  },
  'durable-tx': {
    reported: [
      `${after}export const POST = (id) => db.transaction(async (tx) => { «after(() => log(id), { name: 'a', durable: { tx } })»; await «after(() => log(id), { name: 'b', durable: { tx } })» })`,
    ],
    right: [
      `${after}export const POST = (id) => db.transaction(async (tx) => { await after(() => log(id), { name: 'a', durable: { tx } }).done; return after(() => log(id), { name: 'b', durable: { tx } }).done })`,
    ],
  },
  'durable-entry': {
    reported: [
      `${after}app.get('/', () => { after(() => log(), { name: 'a', durable: true }) })\n«app.listen»(80)`,
      `${after}app.get('/', () => { after(() => log(), { name: 'a', durable: true }) })\nconst server = await «createServer(app).listen»(80)`,
      `${after}import { serve } from '@hono/node-server'\napp.get('/', () => { after(() => log(), { name: 'a', durable: true }) })\n«serve»(app)`,
      `${after}app.get('/', () => { after(() => log(), { name: 'a', durable: true }) })\n«Bun.serve»(app)`,
    ],
    right: [
      `${after}app.get('/', () => { after(() => log(), { name: 'a', durable: true }) })\nif (import.meta.main) app.listen(80)\nexport const start = () => app.listen(80)`,
      `${after}app.get('/', () => { after(() => log(), { name: 'a' }) })\napp.listen(80)`,
    ],
  },
  'body-in-task': {
    reported: [
      `${after}export function POST(request) { after(async () => { log(await «request.json()») }) }`,
      `${after}app.post('/', (c) => { after(async () => { log(await «c.req.text()») }) })`,
      `${after}export const action = (event) => { after(() => «event.request.formData()») }`,
      `${after}export function POST(request) { const record = async () => log(await «request.text()»); after(record) }`,
      `${after}export function POST(request) { after(() => «request.body.pipeTo(file)») }`,
      `import { readBody } from 'h3'\n${after}export default defineHandler((event) => { after(async () => log(await «readBody(event)»)) })`,
    ],
    right: [
      `${after}export async function POST(request) { const body = await request.json(); after(() => log(body, request.url, request.headers.get('a'))) }`,
      `${after}app.post('/', async (c) => { await c.req.text(); after(async () => log(await c.req.text())) })`,
      `${after}export function POST() { after(async () => { const request = new Request('/x'); log(await request.json()) }) }`,
      `${after}export const load = () => { after(() => fetch('/x').then((response) => response.json())) }`,
      `import { readBody } from './mine'\n${after}export default defineHandler((event) => { after(async () => log(await readBody(event))) })`,
      `${after}export function POST(request) { after(request.json()); after((async () => log(await request.text()))()) }`,
      // What the file hands to a function of its own may be a clone.
      `${after}function archive(request) { after(async () => log(await request.text())) }\nexport function POST(request) { archive(request.clone()) }`,
    ],
  },
  'after-in-cached': {
    reported: [
      `${next}export async function prices() { 'use cache'; «after»(() => log()); return load() }`,
      `'use cache'\n${next}export default async function Page() { «after»(() => log()); return <p /> }`,
      `${next}export async function prices() { 'use cache: remote'; each(() => «after»(() => log())) }`,
    ],
    right: [
      `${next}export async function prices() { 'use cache'; return load() }\nexport async function GET() { after(() => log()); return prices() }`,
      `${next}export async function mine() { 'use cached'; after(() => log()) }`,
      `${next}export async function Page() { 'use cache'; async function save() { 'use server'; after(() => log()) } return <form action={save} /> }`,
    ],
  },
  'dropped-promise': {
    reported: [
      `async function save() {}\nexport async function GET() { «save()»; return new Response() }`,
      `const save = async () => {}\napp.get('/', (c) => { if (c.x) «save()» })`,
    ],
    right: [
      `async function save() {}\nexport async function GET() { await save(); void save(); const done = save(); return save() }`,
      `async function save() {}\nexport async function other() { save() }`,
      `async function save() {}\ntest('saves', () => { save() })`,
      `function save() {}\nexport async function GET() { save() }`,
      `${after}async function save() {}\nexport async function GET() { after(save()); after(() => save()) }`,
    ],
  },
  'lost-reference': {
    reported: [
      {
        code: `${after}function save() { after(() => log()) }\nexport function GET() { emitter.on('x', «save») }`,
        fixed: `${after}function save() { after(() => log()) }\nexport function GET() { emitter.on('x', () => save()) }`,
      },
      {
        code: `${all}const read = (id) => log(headers(), id)\nfunction save(id) { read(id) }\nexport function GET() { save(1); pool.once('x', «save») }`,
        fixed: `${all}const read = (id) => log(headers(), id)\nfunction save(id) { read(id) }\nexport function GET() { save(1); pool.once('x', (...args) => save(...args)) }`,
      },
      {
        code: `${after}function save(x) { after(() => log(x)) }\nexport function GET() { promise?.then(«save») }`,
        fixed: `${after}function save(x) { after(() => log(x)) }\nexport function GET() { promise?.then((...args) => save(...args)) }`,
      },
      {
        code: `${after}export function save() { after(() => log()) }\nexport function GET() { promise?.then(«save») }`,
        fixed: `${after}export function save() { after(() => log()) }\nexport function GET() { promise?.then(() => save()) }`,
      },
      `${after}function save() { after(() => log(this)) }\nexport function GET() { emitter.on('x', «save») }`,
    ],
    right: [
      `${after}function save() { after(() => log()) }\nexport function GET() { emitter.on('x', () => save()); promise.then(save); setTimeout(save) }`,
      `${after}function save() { after(() => log()) }\nemitter.on('x', save)`,
      `${after}function save() { log() }\nexport function GET() { after(() => save()); emitter.on('x', save) }`,
      `${after}export function GET() { const save = () => after(() => log()); emitter.on('x', save) }`,
      `import { after, bind } from 'afterword'\nfunction save() { after(() => log()) }\nexport function GET() { emitter.on('x', bind(save)) }`,
      `${after}function save() { after(() => log()) }\nexport function GET() { rows.forEach(save); app.get('/x', save) }`,
      // A carrier among its parameters knows the request.
      `${after}function save(request) { after(() => log()) }\nexport function GET() { orders.on('paid', save) }`,
    ],
  },
  // What is handed over must stay the same function: no fix.
  'lost-reference.kept': {
    reported: [
      `${after}function save() { after(() => log()) }\nexport function GET() { emitter.on('x', «save»); return () => emitter.off('x', save) }`,
      `${after}function save() { after(() => log()) }\nexport function GET() { target.addEventListener('x', «save») }`,
      `${after}function save() { after(() => log()) }\nexport function GET() { store.subscribe(«save») }`,
      `${after}export function save() { after(() => log()) }\nexport function GET() { emitter.on('x', «save») }`,
      `${after}const save = () => after(() => log())\nexport { save }\nexport function GET() { emitter.on('x', «save») }`,
      `${after}const save = () => after(() => log())\nconst all = new Set([save])\nexport function GET() { emitter.on('x', «save») }`,
      `${after}function save() { after(() => log()) }\nexport function GET() { a.on('x', «save»); b.on('x', «save») }`,
    ],
    right: [
      `import { after, bind } from 'afterword'\nfunction save() { after(() => log()) }\nexport function GET() { const onSave = bind(save); target.addEventListener('x', onSave); return () => target.removeEventListener('x', onSave) }`,
      `${after}function save() { after(() => log()) }\nexport function GET() { target.addEventListener('x', () => save()) }`,
    ],
  },
  'left-as-text': {
    reported: [
      `${after}export async function save() { await db(); «after»(() => log()) }\nexport const key = save.toString()`,
      `${all}export const agent = async () => «headers»().get('user-agent')\nexport const script = \`(\${agent})()\``,
      `${after}const save = () => after(() => log())\nexport async function run() { await db(); «save»() }\nexport const key = String(run)`,
      `${after}export class Job { async run() { await db(); «after»(() => log()) } }\nexport const worker = new Worker(\`\${Job}\`, { eval: true })`,
      `import * as server from 'next/server'\nexport const save = () => «server.after»(() => log())\nexport const key = '' + save`,
    ],
    right: [
      // A policy calls it here; an error and a log are for people.
      `${after}export const GET = () => policy.evaluate(async () => { await db(); after(() => log()) })`,
      `${after}export const save = async () => { await db(); after(() => log()) }\nexport const check = () => { throw new TypeError(\`no function: \${save}\`) }`,
      `${after}export const save = () => after(() => log())\nexport const run = () => save()\nexport const key = String(run)`,
      `${after}/* afterword-ignore */\nexport const save = () => { after(() => log()) }\nexport const other = save.name`,
    ],
  },
  'left-as-text.bind': {
    reported: [
      `${after}export const GET = () => browser.execute(async () => { await db(); «after»(() => log()) })`,
      `${after}export async function GET() { const save = async () => { await db(); «after»(() => log()) }; await run(save, \`\${save}\`) }`,
    ],
    right: [
      `import { after, bind } from 'afterword'\nexport const GET = () => browser.execute(bind(async () => { await db(); after(() => log()) }))`,
      `import { after, bind } from 'afterword'\nexport async function GET() { const save = bind(async () => { await db(); after(() => log()) }); await run(save, \`\${save}\`) }`,
    ],
  },
  'borrowed-listener': {
    reported: [
      `${after}let on; export function GET() { on ??= emitter.on('x', «() => »{ after(() => log()) }) }`,
      `${after}let on; export function GET() { if (on) return; on = 1; bus.subscribe(«function (x) »{ each(() => after(() => log(x))) }) }`,
    ],
    right: [
      `${after}emitter.on('x', () => { after(() => log()) })`,
      `${after}export function GET() { emitter.on('x', () => { after(() => log()) }) }`,
      `import { after, bind } from 'afterword'\nexport function GET() { emitter.on('x', bind(() => { after(() => log()) })) }`,
      `${after}export function GET(req, res) { res.on('close', () => { after(() => log()) }) }`,
      `${after}export function GET() { emitter.on('x', () => { log() }); after(() => log()) }`,
      `${after}app.on('x', '/y', () => { after(() => log()) })`,
    ],
  },
}

/** A line that is wrong, behind a comment. */
export const behind = (comment: string): string =>
  `import { after } from 'afterword'\nexport const GET = () => {\n  ${comment}\n  after(42)\n}\n`

/** Comments that switch it off, and comments that do not. */
export const comments = {
  off: [
    '// afterword-disable-next-line',
    '// afterword-disable-next-line AFTERWORD_BAD_TASK',
    '// afterword-disable-next-line bad-task -- the test of this',
    '/* afterword-disable-next-line AFTERWORD_IN_BROWSER, AFTERWORD_BAD_TASK */',
    '/**\n   * afterword-disable-next-line bad-task\n   * for a reason */',
    '/* afterword-ignore */',
    'é; // afterword-disable-next-line',
    'return <p>{/* afterword-disable-next-line */}\n{after(42)}</p>; // afterword-disable-next-line',
    '// afterword-disable-next-line bad-task\r',
  ],
  on: [
    '// nothing',
    '// afterword-disable-next-line AFTERWORD_IN_BROWSER',
    '// afterword-disable-next-line-please',
    '// afterword-disable-next-line bad-task\n',
    '// see afterword-disable-next-line',
    "'// afterword-disable-next-line'",
  ],
}
