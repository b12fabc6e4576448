import { lazy, type Situation } from '../situation.ts'

/** A function that the first request makes, and all call. */
const kept = (make: string, before = ''): string => `
    ${before}
    let kept
    const get = () => { ${make}; return kept }
    export async function ada() { await get()('ada') }
    export async function bob() { await get()('bob') }
    `

export const functions: Situation[] = [
  lazy('kept ??= (user) => …', kept(`kept ??= (user) => ask(user)`)),
  lazy(
    'kept ??= memoize(fn), of npm',
    kept(`kept ??= memoize((user) => ask(user))`, `import memoize from 'memoize'`),
  ),
  lazy(
    'kept ??= memoize(fn), compiled',
    kept(`kept ??= memoize((user) => ask(user))`, `import memoize from 'memoize'`),
    ['memoize'],
  ),
  lazy(
    'if (!kept) kept = wrap(fn)',
    kept(`if (!kept) kept = wrap((user) => ask(user))`, `const wrap = (fn) => (...args) => fn(...args)`),
  ),
  lazy(
    'a factory: const { greet } = createGreeter()',
    `
    const createGreeter = () => {
      const hello = (user) => ask(user)
      return { greet: (user) => hello(user) }
    }
    let greeter
    export function ada() { greeter = createGreeter(); greeter.greet('ada') }
    export function bob() { greeter.greet('bob') }
    `,
  ),
  lazy(
    'a factory of closures in a table',
    `
    const createHandlers = () => ({ save: (user) => ask(user), load: (user) => ask(user) })
    let handlers
    export function ada() { handlers ||= createHandlers(); handlers.save('ada') }
    export function bob() { handlers ||= createHandlers(); handlers.load('bob') }
    `,
  ),
  lazy(
    'a factory with a helper that takes a function',
    `
    const retry = (fn) => (...args) => { try { return fn(...args) } catch { return fn(...args) } }
    const createClient = () => { const send = retry((user) => ask(user)); return { send } }
    let client
    export function ada() { client ??= createClient(); client.send('ada') }
    export function bob() { client ??= createClient(); client.send('bob') }
    `,
  ),
  lazy(
    'a factory with options that hold functions',
    `
    const createClient = (options) => ({ send(user) { options.onSend(user) } })
    let client
    const get = () => (client ??= createClient({ onSend: (user) => ask(user) }))
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'a factory with options, kept by an uncompiled once()',
    `
    import once from 'once'
    const createClient = (options) => ({ send(user) { options.onSend(user) } })
    const get = once(() => createClient({ onSend: (user) => ask(user) }))
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'a class with arrow fields',
    `
    class Client { send = (user) => ask(user); later = async (user) => { await later(); ask(user) } }
    let client
    export async function ada() { client ??= new Client(); client.send('ada'); await client.later('ada') }
    export async function bob() { client ??= new Client(); client.send('bob'); await client.later('bob') }
    `,
  ),
  lazy(
    'a class with arrow fields, made without asking',
    `
    class Client { send = (user) => ask(user) }
    let client
    export function ada() { client = new Client(); client.send('ada') }
    export function bob() { client.send('bob') }
    `,
  ),
  lazy(
    'a class with methods bound in its constructor',
    `
    class Client {
      constructor() { this.send = this.send.bind(this); this.hooks = [(user) => this.send(user)] }
      send(user) { ask(user) }
    }
    let client
    export function ada() { client ??= new Client(); client.hooks[0]('ada') }
    export function bob() { client ??= new Client(); client.hooks[0]('bob') }
    `,
  ),
  lazy(
    'a class that is made in the first request',
    `
    let Client
    const get = () => { Client ??= class { send(user) { ask(user) } }; return new Client() }
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'a constructor that takes a function: new Client(fn)',
    `
    class Client { constructor(send) { this.send = send } }
    let client
    export function ada() { client ??= new Client((user) => ask(user)); client.send('ada') }
    export function bob() { client ??= new Client((user) => ask(user)); client.send('bob') }
    `,
  ),
  lazy(
    'new Client({ onSend: fn }), made without asking',
    `
    class Client { constructor(options) { this.options = options } send(user) { this.options.onSend(user) } }
    let client
    const start = () => { client = new Client({ onSend: (user) => ask(user) }) }
    export function ada() { start(); client.send('ada') }
    export function bob() { client.send('bob') }
    `,
  ),
  lazy(
    'interceptors: client.interceptors.push(fn), behind if (!client)',
    `
    let client
    function get() {
      if (!client) {
        client = { interceptors: [], send(user) { for (const each of this.interceptors) each(user) } }
        client.interceptors.push((user) => ask(user))
      }
      return client
    }
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'interceptors: const made = …; made.use(fn); client = made',
    `
    let client
    function get() {
      if (client) return client
      const made = { interceptors: [], use(fn) { this.interceptors.push(fn); return this }, send(user) { for (const each of this.interceptors) each(user) } }
      made.use((user) => ask(user)).use((user) => ask(user))
      client = made
      return client
    }
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'a strategy: passport-like use(new Strategy((user, done) => …))',
    `
    const strategies = new Map()
    class Strategy { constructor(verify) { this.verify = verify } }
    let ready
    const boot = () => { if (ready) return; ready = true; strategies.set('local', new Strategy((user, done) => { ask(user); done() })) }
    export function ada() { boot(); strategies.get('local').verify('ada', () => {}) }
    export function bob() { boot(); strategies.get('local').verify('bob', () => {}) }
    `,
  ),
  lazy(
    'a schema with refinements: schema ??= string().refine(fn)',
    `
    const string = () => ({ checks: [], refine(fn) { this.checks.push(fn); return this }, parse(value) { for (const check of this.checks) check(value) } })
    let schema
    const get = () => (schema ??= string().refine((user) => ask(user)))
    export function ada() { get().parse('ada') }
    export function bob() { get().parse('bob') }
    `,
  ),
  lazy(
    'a schema with refinements, in a function that is called each time and cached by a Map',
    `
    const string = () => ({ checks: [], refine(fn) { this.checks.push(fn); return this }, parse(value) { for (const check of this.checks) check(value) } })
    const schemas = new Map()
    const get = (name) => {
      const known = schemas.get(name)
      if (known) return known
      const schema = string().refine((user) => ask(user))
      schemas.set(name, schema)
      return schema
    }
    export function ada() { get('user').parse('ada') }
    export function bob() { get('user').parse('bob') }
    `,
  ),
  lazy(
    'a debounce that is made by the first request',
    `
    const debounce = (fn) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(fn, 5, ...args); return fn(...args) } }
    let save
    export function ada() { save ??= debounce((user) => user && ask(user)); save('ada') }
    export async function bob() { save ??= debounce((user) => user && ask(user)); save('bob') }
    `,
  ),
  lazy(
    'a template that is compiled by the first request',
    `
    const templates = {}
    const compile = (parts) => (user) => parts.map((part) => part(user))
    const render = (name, user) => {
      const template = (templates[name] ??= compile([(user) => ask(user), () => ''] ))
      return template(user)
    }
    export function ada() { render('a', 'ada') }
    export function bob() { render('a', 'bob') }
    `,
  ),
  lazy(
    'a plan of middlewares by hand: chain ??= compose([fn, fn])',
    `
    const compose = (list) => (user) => {
      const run = (n) => list[n]?.(user, () => run(n + 1))
      return run(0)
    }
    let chain
    const get = () => (chain ??= compose([(user, next) => { ask(user); return next() }, async (user, next) => { await later(); ask(user) }]))
    export async function ada() { await get()('ada') }
    export async function bob() { await get()('bob') }
    `,
  ),
  lazy(
    'a plan of middlewares by hand: chain.use(fn), made without asking',
    `
    const createChain = () => {
      const list = []
      return {
        use(fn) { list.push(fn); return this },
        run(user) { const go = (n) => list[n]?.({ user }, () => go(n + 1)); return go(0) },
      }
    }
    let chain
    const start = () => { chain = createChain(); chain.use((context, next) => { ask(context.user); return next() }) }
    export function ada() { start(); chain.run('ada') }
    export function bob() { chain.run('bob') }
    `,
  ),
  lazy(
    'a Proxy that the first request makes',
    `
    let proxy
    const get = () => (proxy ??= new Proxy({}, { get: (target, name) => (user) => ask(user) }))
    export function ada() { get().send('ada') }
    export function bob() { get().send('bob') }
    `,
  ),
  lazy(
    'a state machine: transitions in a table',
    `
    let machine
    const createMachine = (states) => ({ send(event, user) { states[event](user) } })
    const get = () => { if (machine) return machine; machine = createMachine({ pay: (user) => ask(user), ship(user) { ask(user) } }); return machine }
    export function ada() { get().send('pay', 'ada') }
    export function bob() { get().send('ship', 'bob'); get().send('pay', 'bob') }
    `,
  ),
]
