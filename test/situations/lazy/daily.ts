import { lazy, type Situation } from '../situation.ts'

// More of what servers make once, written down before any of it was run.

const claim = (name: string, boot: string, more = '', run = `bus.emit('paid', user)`): Situation =>
  lazy(
    name,
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    ${more}
    const work = (user) => { ${boot}; ${run} }
    export function ada() { work('ada') }
    export function bob() { work('bob') }
    `,
  )

const listens = `bus.on('paid', (user) => ask(user))`

export const dailyLazy: Situation[] = [
  claim(
    'if (installed.includes(name)) return; installed.push(name); bus.on(…)',
    'install()',
    `const installed = []; const install = () => { if (installed.includes('a')) return; installed.push('a'); ${listens} }`,
  ),
  claim(
    'if (!installed.includes(name)) { installed.push(name); bus.on(…) }',
    `if (!installed.includes('a')) { installed.push('a'); ${listens} }`,
    'const installed = []',
  ),
  claim(
    'let found = list.find(…); if (!found) { found = { run: fn }; list.push(found) }',
    `let found = list.find(({ name }) => name === 'a'); if (!found) { found = { name: 'a', run: (user) => ask(user) }; list.push(found) }`,
    'const list = []',
    'found.run(user)',
  ),
  claim(
    'if (list.some(…)) return; list.push(…); bus.on(…)',
    'install()',
    `const list = []; const install = () => { if (list.some((each) => each === 'a')) return; list.push('a'); ${listens} }`,
  ),
  claim(
    'if (!Object.hasOwn(kept, key)) kept[key] = make(fn)',
    `if (!Object.hasOwn(kept, 'a')) kept.a = { run: wrap((user) => ask(user)) }`,
    'const kept = {}; const wrap = (fn) => fn',
    'kept.a.run(user)',
  ),
  claim(
    'kept.has(key) || kept.set(key, { run: fn })',
    `kept.has('a') || kept.set('a', { run: (user) => ask(user) })`,
    'const kept = new Map()',
    `kept.get('a').run(user)`,
  ),
  claim(
    'models.Order ?? model(name, schema), whose schema has hooks',
    'const Order = models.Order ?? define()',
    `const models = {}; const hooks = []
    const schema = () => ({ pre(name, fn) { hooks.push(fn); return this } })
    const define = () => { const made = schema(); made.pre('save', (user) => ask(user)); return (models.Order = { save(user) { for (const hook of hooks) hook(user) } }) }`,
    'Order.save(user)',
  ),
  claim(
    'if (models.Order) return models.Order; schema.pre(name, fn); return (models.Order = …)',
    'const Order = order()',
    `const models = {}; const hooks = []
    const schema = { pre(name, fn) { hooks.push(fn) } }
    const order = () => {
      if (models.Order) return models.Order
      schema.pre('save', (user) => ask(user))
      return (models.Order = { save(user) { for (const hook of hooks) hook(user) } })
    }`,
    'Order.save(user)',
  ),
  claim(
    'store ??= createStore((set) => ({ add: fn }))',
    `store ??= createStore((set) => ({ add: (user) => { set(user); ask(user) } }))`,
    `let store; const createStore = (make) => make(() => {})`,
    'store.add(user)',
  ),
  claim(
    'schema ??= makeSchema({ Query: { me: fn } })',
    `schema ??= makeSchema({ Query: { me: (user) => ask(user) } })`,
    `let schema; const makeSchema = (resolvers) => ({ resolvers })`,
    'schema.resolvers.Query.me(user)',
  ),
  claim(
    'if (!configured) { configured = true; passport.serializeUser(fn) }',
    `if (!configured) { configured = true; passport.serializeUser((user, done) => { ask(user); done() }) }`,
    `let configured = false; const passport = { serializeUser(fn) { this.fn = fn } }`,
    'passport.fn(user, () => {})',
  ),
  claim(
    'a class that is asked for: container.get(Orders), which makes it once',
    'const orders = container.get(Orders)',
    `class Orders { constructor() { ${listens} } }
    class Container { made = new Map(); get(Type) { let one = this.made.get(Type); if (!one) { one = new Type(); this.made.set(Type, one) } return one } }
    const container = new Container()`,
  ),
  claim(
    'await-less once: const instance = instances[0] ?? (instances[0] = create())',
    'const instance = instances[0] ?? (instances[0] = create())',
    `const instances = []; const create = () => { ${listens}; return {} }`,
  ),
  claim(
    'do { … } behind a counter: if (++started === 1) bus.on(…)',
    `if (++started === 1) ${listens}`,
    'let started = 0',
  ),
]
