import { lazy, type Situation } from '../situation.ts'
import { made, madeAsync } from './orders.ts'

/** The first request makes something, without asking whether it is there, that has a function of it; all call it. */
const makes = (make: string, before = ''): string => `
    ${before}
    let kept
    export function ada() { ${make}; kept.run('ada') }
    export function bob() { kept.run('bob') }
    `

const bus = `import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()`

/** What is made once is written in many ways; and much is made by the first request without a test in sight. */
export const everydayLazy: Situation[] = [
  // Names and literals.
  lazy('const api = { run() {} }; kept = api', makes(`const api = { run(user) { ask(user) } }; kept = api`)),
  lazy(
    'const api = { run() {} }; kept = Object.freeze(api)',
    makes(`const api = { run(user) { ask(user) } }; kept = Object.freeze(api)`),
  ),
  lazy(
    'const handlers = { run: fn }; kept = createServer(handlers)',
    makes(
      `const handlers = { run: (user) => ask(user) }; kept = createServer(handlers)`,
      `const createServer = (handlers) => ({ run: (user) => handlers.run(user) })`,
    ),
  ),
  lazy(
    'const options = { run: fn }; kept = new Server(options)',
    makes(
      `const options = { run: (user) => ask(user) }; kept = new Server(options)`,
      `class Server { constructor({ run }) { this.handler = run } run(user) { this.handler(user) } }`,
    ),
  ),
  lazy(
    'const config = { hooks: { run: fn } }; kept = { ...config.hooks }',
    makes(`const config = { hooks: { run: (user) => ask(user) } }; kept = { ...config.hooks }`),
  ),
  lazy(
    'const run = user ? fn : other; kept = wrap(run)',
    makes(
      `const run = ask ? (user) => ask(user) : () => {}; kept = wrap(run)`,
      `const wrap = (run) => ({ run })`,
    ),
  ),
  lazy(
    'a repository: const repository = { find() {} }; cache.set(key, repository)',
    `
    const cache = new Map()
    function repositoryOf(key) {
      if (cache.has(key)) return cache.get(key)
      const repository = { run(user) { ask(user) } }
      cache.set(key, repository)
      return repository
    }
    export function ada() { repositoryOf('a').run('ada') }
    export function bob() { repositoryOf('a').run('bob') }
    `,
  ),
  // A value of a plain call that is kept.
  lazy(
    'const say = memoize(fn); kept = { run: (user) => say(user) }',
    makes(
      `const say = memoize((user) => ask(user)); kept = { run: (user) => say(user) }`,
      `const memoize = (fn) => (...args) => fn(...args)`,
    ),
  ),
  lazy(
    'const say = memoize(fn); kept = { run(user) { say(user) } }',
    makes(
      `const say = memoize((user) => ask(user)); kept = { run(user) { say(user) } }`,
      `const memoize = (fn) => (...args) => fn(...args)`,
    ),
  ),
  lazy(
    'const say = debounce(fn); say(); kept = { run: say }',
    makes(
      `const say = debounce((user) => ask(user)); say('ada'); kept = { run: say }`,
      `const debounce = (fn) => (user) => fn(user)`,
    ),
  ),
  lazy(
    'const flush = throttle(fn); flush(); bus.on("tick", flush)',
    `
    ${bus}
    const throttle = (fn) => { let at = 0; return (user) => { if (at++ < 9) fn(user) } }
    let started
    export function ada() {
      if (!started) { started = true; const flush = throttle((user) => ask(user)); bus.on('tick', flush) }
      bus.emit('tick', 'ada')
    }
    export function bob() { bus.emit('tick', 'bob') }
    `,
  ),
  lazy(
    'const logger = createLogger(fn); kept = logger',
    makes(
      `const logger = createLogger((user) => ask(user)); kept = logger`,
      `const createLogger = (write) => ({ run: (user) => write(user) })`,
    ),
  ),
  lazy(
    'kept = { run: wrap(fn) }, of a decorator of the file',
    makes(`kept = { run: timed((user) => ask(user)) }`, `const timed = (fn) => (...args) => fn(...args)`),
  ),
  lazy(
    'kept.set(name, wrap(fn)), behind if (!kept)',
    `
    let kept
    const timed = (fn) => (...args) => fn(...args)
    function get() {
      if (!kept) { kept = new Map(); kept.set('run', timed((user) => ask(user))) }
      return kept
    }
    export function ada() { get().get('run')('ada') }
    export function bob() { get().get('run')('bob') }
    `,
  ),
  lazy(
    'the opt-out: bus.on(name, shared(fn))',
    `
    ${bus}
    const shared = (fn) => fn
    export function ada() { bus.on('paid', shared((user) => ask(user))); bus.emit('paid', 'ada') }
    export function bob() { bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'the opt-out by a name: const on = shared(fn); bus.on(name, on)',
    `
    ${bus}
    function shared(fn) { return fn }
    export function ada() { const on = shared((user) => ask(user)); bus.on('paid', on); bus.emit('paid', 'ada') }
    export function bob() { bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'app.use(wrap(fn)): a route of a router by hand, made without asking',
    `
    const routes = []
    const app = { use(fn) { routes.push(fn) }, handle(req) { for (const each of routes) each(req, {}, () => {}) } }
    const wrap = (fn) => (req, res, next) => fn(req, res, next)
    export function ada() { app.use(wrap((req, res, next) => { ask(req.user); next() })); app.handle({ user: 'ada' }) }
    export function bob() { app.handle({ user: 'bob' }) }
    `,
  ),
  lazy(
    'app.use(limit({ keyOf: fn })), made without asking',
    `
    const app = { all: [], use(fn) { this.all.push(fn) } }
    const limit = ({ keyOf }) => (user) => keyOf(user)
    export function ada() { app.use(limit({ keyOf: (user) => ask(user) })); app.all[0]('ada') }
    export function bob() { app.all[0]('bob') }
    `,
  ),
  lazy(
    'const limiter = limit({ keyOf: fn }); app.use(limiter), made without asking',
    `
    const app = { all: [], use(fn) { this.all.push(fn) } }
    const limit = ({ keyOf }) => (user) => keyOf(user)
    export function ada() {
      const limiter = limit({ keyOf: (user) => ask(user) })
      app.use(limiter)
      app.all[0]('ada')
    }
    export function bob() { app.all[0]('bob') }
    `,
  ),
  lazy(
    'router.get(path, validate({ body: fn }), handler), made without asking',
    `
    const all = []
    const router = { get(path, ...fns) { all.push(...fns) } }
    const validate = ({ body }) => (user) => body(user)
    export function ada() { router.get('a', validate({ body: (user) => ask(user) }), () => {}); all[0]('ada') }
    export function bob() { all[0]('bob') }
    `,
  ),
  lazy(
    'kept = object({ name: pipe(string(), check(fn)) }), a schema by functions',
    `
    const check = (fn) => ({ run: fn })
    const pipe = (...steps) => ({ run: (user) => { for (const { run } of steps) run?.(user) } })
    const object = (fields) => ({ run: (user) => { for (const { run } of Object.values(fields)) run(user) } })
    let kept
    export function ada() { kept = object({ name: pipe({}, check((user) => ask(user))) }); kept.run('ada') }
    export function bob() { kept.run('bob') }
    `,
  ),
  lazy(
    'const client = createClient({ onError: fn }); clients.set(key, client); return client',
    `
    const clients = new Map()
    const createClient = ({ onError }) => ({ fail: (user) => onError(user) })
    function clientOf(key) {
      const known = clients.get(key)
      if (known) return known
      const client = createClient({ onError: (user) => ask(user) })
      clients.set(key, client)
      return client
    }
    export function ada() { clientOf('a').fail('ada') }
    export function bob() { clientOf('a').fail('bob') }
    `,
  ),
  lazy(
    'const client = createClient({ onError: fn }); kept.push(client), made without asking',
    `
    const kept = []
    const createClient = ({ onError }) => ({ fail: (user) => onError(user) })
    export function ada() {
      const client = createClient({ onError: (user) => ask(user) })
      kept.push(client)
      client.fail('ada')
    }
    export function bob() { kept[0].fail('bob') }
    `,
  ),
  // Stored by an assignment.
  lazy(
    'handlers[name] ??= fn',
    `
    const handlers = {}
    const get = (name) => (handlers[name] ??= (user) => ask(user))
    export function ada() { get('a')('ada') }
    export function bob() { get('a')('bob') }
    `,
  ),
  lazy(
    'if (!compiled[key]) compiled[key] = compile(key), which gives a function',
    `
    const compiled = {}
    const compile = (key) => (user) => ask(user)
    function get(key) { if (!compiled[key]) compiled[key] = compile(key); return compiled[key] }
    export function ada() { get('a')('ada') }
    export function bob() { get('a')('bob') }
    `,
  ),
  lazy(
    'if (handlers[name]) return handlers[name]; handlers[name] = fn',
    `
    const handlers = {}
    function get(name) {
      if (handlers[name]) return handlers[name]
      handlers[name] = (user) => ask(user)
      return handlers[name]
    }
    export function ada() { get('a')('ada') }
    export function bob() { get('a')('bob') }
    `,
  ),
  lazy(
    'for (const name of names) api[name] = fn, behind if (!api)',
    `
    let api
    function get() {
      if (!api) { api = {}; for (const name of ['run']) api[name] = (user) => ask(user) }
      return api
    }
    export function ada() { get().run('ada') }
    export function bob() { get().run('bob') }
    `,
  ),
  lazy(
    'for (const name of names) api[name] = fn, made without asking',
    makes(`kept = {}; for (const name of ['run']) kept[name] = (user) => ask(user)`),
  ),
  lazy(
    'const api = {}; for (const name of names) api[name] = fn; return api',
    makes(
      `kept = createApi()`,
      `const createApi = () => { const api = {}; for (const name of ['run']) api[name] = (user) => ask(user); return api }`,
    ),
  ),
  lazy(
    'memo[key] = () => value, in a memo of functions',
    makes(`kept = {}; const memo = {}; memo.a = (user) => ask(user); kept.run = (user) => memo.a(user)`),
  ),
  lazy(
    'exports.run = fn, of a module object that the first request fills',
    makes(`kept = {}; kept.run = (user) => ask(user)`),
  ),
  lazy(
    'this.run = fn, in the constructor of what is kept',
    makes(`kept = new Api()`, `class Api { constructor() { this.run = (user) => ask(user) } }`),
  ),
  lazy(
    'this.handlers[name] = fn, in the constructor of what is kept',
    makes(
      `kept = new Api()`,
      `class Api {
      handlers = {}
      constructor() { for (const name of ['run']) this.handlers[name] = (user) => ask(user) }
      run(user) { this.handlers.run(user) }
    }`,
    ),
  ),
  lazy(
    'socket ??= connect(), which sets socket.onmessage',
    `
    let socket
    const connect = () => { const made = {}; made.onmessage = (user) => ask(user); return made }
    const get = () => (socket ??= connect())
    export function ada() { get().onmessage('ada') }
    export function bob() { get().onmessage('bob') }
    `,
  ),
  lazy(
    'if (!socket) { socket = new Socket(); socket.onmessage = fn }',
    `
    let socket
    class Socket {}
    function get() {
      if (!socket) { socket = new Socket(); socket.onmessage = (user) => ask(user) }
      return socket
    }
    export function ada() { get().onmessage('ada') }
    export function bob() { get().onmessage('bob') }
    `,
  ),
  // Constructors.
  lazy(
    'container.register(new Service(fn))',
    `
    const services = []
    const container = { register(one) { services.push(one) } }
    class Service { constructor(run) { this.run = run } }
    export function ada() { container.register(new Service((user) => ask(user))); services[0].run('ada') }
    export function bob() { services[0].run('bob') }
    `,
  ),
  lazy(
    'kept = new Service(fn)',
    makes(`kept = new Service((user) => ask(user))`, `class Service { constructor(run) { this.run = run } }`),
  ),
  lazy(
    'app.register(new Plugin({ run: fn })), made without asking',
    `
    const plugins = []
    const app = { register(one) { plugins.push(one) } }
    class Plugin { constructor({ run }) { this.run = run } }
    let booted = false
    function boot() { if (booted) return; booted = true; app.register(new Plugin({ run: (user) => ask(user) })) }
    export function ada() { boot(); plugins[0].run('ada') }
    export function bob() { boot(); plugins[0].run('bob') }
    `,
  ),
  lazy('new Proxy({}, { get() {} })', makes(`kept = new Proxy({}, { get: () => (user) => ask(user) })`)),
  lazy(
    'new Map([[name, fn]])',
    `
    let handlers
    export function ada() { handlers = new Map([['run', (user) => ask(user)]]); handlers.get('run')('ada') }
    export function bob() { handlers.get('run')('bob') }
    `,
  ),
  // Members.
  lazy(
    'this.run = fn; bus.on(name, this.run), of what is made by ??=',
    made(`let shop
    class Shop { constructor() { this.on = (user) => ask(user); bus.on('paid', this.on) } pay(user) { bus.emit('paid', user) } }
    const get = () => (shop ??= new Shop())`),
  ),
  lazy(
    'this.run = fn; bus.on(name, this.run), of a class that starts once',
    `
    ${bus}
    class Watch {
      start() {
        if (this.on) return
        this.on = (user) => ask(user)
        bus.on('paid', this.on)
      }
    }
    const watch = new Watch()
    export function ada() { watch.start(); bus.emit('paid', 'ada') }
    export function bob() { watch.start(); bus.emit('paid', 'bob') }
    `,
  ),
  // Middleware and the like.
  lazy(
    'redux-like: applyMiddleware((store) => (next) => (action) => …)',
    makes(
      `kept = { run: compose([(next) => (user) => { ask(user); return next(user) }]) }`,
      `const compose = (list) => list.reduce((next, each) => each(next), () => {})`,
    ),
  ),
  lazy(
    'chain.push((value, next) => …), made without asking',
    `
    const chain = []
    const run = (user, at = 0) => chain[at]?.({ user }, () => run(user, at + 1))
    export function ada() { chain.push((ctx, next) => { ask(ctx.user); next() }); run('ada') }
    export function bob() { run('bob') }
    `,
  ),
  lazy(
    'hooks.push(({ ctx, next }) => …), made without asking',
    `
    const hooks = []
    const run = (user) => { for (const each of hooks) each({ ctx: { user }, next() {} }) }
    export function ada() { hooks.push(({ ctx, next }) => { ask(ctx.user); next() }); run('ada') }
    export function bob() { run('bob') }
    `,
  ),
  lazy(
    'router.on(name, ({ req }) => …), made without asking',
    `
    const routes = []
    const router = { on(name, fn) { routes.push(fn) } }
    const run = (user) => { for (const each of routes) each({ req: { user } }) }
    export function ada() { router.on('a', ({ req }) => ask(req.user)); run('ada') }
    export function bob() { run('bob') }
    `,
  ),
  lazy(
    'a Lambda by hand: middy().use({ before: (request) => … }).handler((event, context) => …)',
    `
    const middy = () => { let handler; const one = (event) => handler(event, {}); one.handler = (fn) => { handler = fn; return one }; return one }
    let kept
    export function ada() { kept = middy().handler((event, context) => ask(event.user)); kept({ user: 'ada' }) }
    export function bob() { kept({ user: 'bob' }) }
    `,
  ),
  lazy(
    'server.on("request", (req, res) => …), made without asking',
    `
    ${bus}
    export function ada() { bus.on('request', (req, res) => ask(req.user)); bus.emit('request', { user: 'ada' }, {}) }
    export function bob() { bus.emit('request', { user: 'bob' }, {}) }
    `,
  ),
  lazy(
    'Fastify-like: app.setErrorHandler((error, request, reply) => …), made without asking',
    `
    let handler
    const app = { setErrorHandler(fn) { handler = fn } }
    export function ada() { app.setErrorHandler((error, request, reply) => ask(request.user)); handler(null, { user: 'ada' }, {}) }
    export function bob() { handler(null, { user: 'bob' }, {}) }
    `,
  ),
  // Promises.
  lazy(
    'client ??= connect().then((client) => { client.on(name, fn); return client })',
    `
    ${bus}
    let client
    const connect = async () => bus
    const get = () => (client ??= connect().then((made) => { made.on('paid', (user) => ask(user)); return made }))
    export async function ada() { (await get()).emit('paid', 'ada') }
    export async function bob() { (await get()).emit('paid', 'bob') }
    `,
  ),
  lazy(
    'if (!client) client = connect().then(…)',
    `
    ${bus}
    let client
    const connect = async () => bus
    function get() {
      if (!client) client = connect().then((made) => { made.on('paid', (user) => ask(user)); return made })
      return client
    }
    export async function ada() { (await get()).emit('paid', 'ada') }
    export async function bob() { (await get()).emit('paid', 'bob') }
    `,
  ),
  lazy(
    'if (booted) return; booted = true; setTimeout(() => bus.on(…))',
    `
    ${bus}
    let booted = false
    function boot() { if (booted) return; booted = true; setTimeout(() => { bus.on('paid', (user) => ask(user)) }, 1) }
    export async function ada() { boot(); await later(5); bus.emit('paid', 'ada') }
    export async function bob() { boot(); await later(5); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'if (booted) return; booted = true; queueMicrotask(listen), by name',
    `
    ${bus}
    let booted = false
    function boot() {
      if (booted) return
      booted = true
      const listen = () => { bus.on('paid', (user) => ask(user)) }
      queueMicrotask(listen)
    }
    export async function ada() { boot(); await later(); bus.emit('paid', 'ada') }
    export async function bob() { boot(); await later(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'load ??= import(…).then(({ default: os }) => { … listen() })',
    madeAsync(`let load
    const get = () => { load ??= import('node:os').then(({ default: os }) => { const orders = new Orders(bus); return orders }); return load }`),
  ),
  lazy(
    'promise ??= Promise.all([a(), b()]).then(([x, y]) => new Orders(bus))',
    madeAsync(`let promise
    const get = () => (promise ??= Promise.all([later(), later()]).then(([a, b]) => new Orders(bus)))`),
  ),
  // Made once, by those who say so.
  lazy(
    'const get = once(function () { … }) of the app, by its name',
    made(`const once = (fn) => { let done; let value; return (...args) => { if (!done) { done = true; value = fn(...args) } return value } }
    const get = once(function () { return new Orders(bus) })`),
  ),
  lazy(
    'const get = lodash.memoize((key) => new Orders(bus)), not compiled',
    made(`const orders = lodash.memoize((key) => new Orders(bus))
    const get = () => orders('eu')`).replace('import', `import lodash from 'lodash'\n    import`),
  ),
  lazy(
    'const get = once(() => …) of npm, in a function that the first request calls',
    made(`let get
    const start = () => { get = once(() => new Orders(bus)) }`)
      .replace('import', `import once from 'once'\n    import`)
      .replace('ada() { ', 'ada() { start(); '),
  ),
  lazy(
    'pMemoize(async () => new Orders(bus)), not compiled',
    madeAsync(`const get = pMemoize(async () => new Orders(bus))`).replace(
      'import',
      `import pMemoize from 'p-memoize'\n    import`,
    ),
  ),
  lazy(
    'a function declaration that replaces itself: function get() { const value = …; get = () => value; … }',
    made(`function get() { const orders = new Orders(bus); get = () => orders; return orders }`),
  ),
  lazy(
    'a getter that deletes itself: delete this.orders; return (this.orders = …)',
    made(`class App {
      get orders() { const value = new Orders(bus); Object.defineProperty(this, 'orders', { value }); return value }
    }
    const app = new App()
    const get = () => app.orders`),
  ),
  lazy(
    'switch (this.state) { case "idle": this.state = "open"; this.listen() }',
    `
    ${bus}
    class Feed {
      state = 'idle'
      open() { switch (this.state) { case 'idle': this.state = 'open'; bus.on('paid', (user) => ask(user)) } }
    }
    const feed = new Feed()
    export function ada() { feed.open(); bus.emit('paid', 'ada') }
    export function bob() { feed.open(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'if (!timers.size) bus.on(…); timers.add(1)',
    `
    ${bus}
    const timers = new Set()
    function boot() { if (!timers.size) { timers.add(1); bus.on('paid', (user) => ask(user)) } }
    export function ada() { boot(); bus.emit('paid', 'ada') }
    export function bob() { boot(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'if (list.length === 0) { list.push(1); bus.on(…) }',
    `
    ${bus}
    const list = []
    function boot() { if (list.length === 0) { list.push(1); bus.on('paid', (user) => ask(user)) } }
    export function ada() { boot(); bus.emit('paid', 'ada') }
    export function bob() { boot(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'once of a flag in a closure: const boot = (() => { let done; return () => { if (done) return; done = true; bus.on(…) } })()',
    `
    ${bus}
    const boot = (() => { let done = false; return () => { if (done) return; done = true; bus.on('paid', (user) => ask(user)) } })()
    export function ada() { boot(); bus.emit('paid', 'ada') }
    export function bob() { boot(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'a flag in a factory that the first request calls: createBoot() gives () => { if (done) return; … }',
    `
    ${bus}
    const createBoot = () => { let done = false; return () => { if (done) return; done = true; bus.on('paid', (user) => ask(user)) } }
    let boot
    export function ada() { boot ??= createBoot(); boot(); bus.emit('paid', 'ada') }
    export function bob() { boot ??= createBoot(); boot(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'a flag in a factory, in a method: { start() { if (started) return; started = true; … } }',
    `
    ${bus}
    const createFeed = () => { let started = false; return { start() { if (started) return; started = true; bus.on('paid', (user) => ask(user)) } } }
    let feed
    export function ada() { feed ??= createFeed(); feed.start(); bus.emit('paid', 'ada') }
    export function bob() { feed ??= createFeed(); feed.start(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'a flag in a factory that registers a hook: hooks.push(() => { if (done) return; done = true; bus.on(…) })',
    `
    ${bus}
    const hooks = []
    const plugin = () => { let done = false; hooks.push(() => { if (done) return; done = true; bus.on('paid', (user) => ask(user)) }) }
    const run = () => { for (const hook of hooks) hook() }
    let booted = false
    const boot = () => { if (!booted) { booted = true; plugin() } }
    export function ada() { boot(); run(); bus.emit('paid', 'ada') }
    export function bob() { boot(); run(); bus.emit('paid', 'bob') }
    `,
  ),
  lazy(
    'a factory’s table of functions: names.map((name) => () => …), kept',
    makes(
      `kept = createApi(['run'])`,
      `const createApi = (names) => Object.fromEntries(names.map((name) => [name, (user) => ask(user)]))`,
    ),
  ),
  lazy(
    'compose(names.map((name) => (ctx) => …)), kept',
    makes(
      `kept = compose(['a'].map((name) => (user) => ask(user)))`,
      `const compose = (fns) => ({ run(user) { for (const fn of fns) fn(user) } })`,
    ),
  ),
]
