import { lazy, type Situation } from '../situation.ts'

/** A program whose `boot` listens once. */
const booted = (boot: string): string => `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    ${boot}
    export async function ada() { await boot(); bus.emit('paid', 'ada') }
    export async function bob() { await boot(); bus.emit('paid', 'bob') }
    `

const listen = `bus.on('paid', (user) => ask(user))`

export const boots: Situation[] = [
  lazy(
    'if (!starting) starting = start(); await starting',
    booted(`let starting
    async function start() { await later(); ${listen} }
    async function boot() { if (!starting) starting = start(); await starting }`),
  ),
  lazy(
    'if (booted) return; booted = true; bus.on(…)',
    booted(`let booted = false
    function boot() { if (booted) return; booted = true; ${listen} }`),
  ),
  lazy(
    'if (!booted) { booted = true; bus.on(…) }',
    booted(`let booted = false
    function boot() { if (!booted) { booted = true; ${listen} } }`),
  ),
  lazy(
    'if (!booted) { bus.on(…); booted = true }',
    booted(`let booted = false
    function boot() { if (!booted) { ${listen}; booted = true } }`),
  ),
  lazy(
    'if (booted) return; await connect(); bus.on(…); booted = true',
    booted(`let booted = false
    async function boot() { if (booted) return; await later(); ${listen}; booted = true }`),
  ),
  lazy(
    'if (booted++) return; bus.on(…)',
    booted(`let booted = 0
    function boot() { if (booted++) return; ${listen} }`),
  ),
  lazy(
    'if (count++ === 0) bus.on(…)',
    booted(`let count = 0
    function boot() { if (count++ === 0) ${listen} }`),
  ),
  lazy(
    'if (listeners.size > 0) return; listeners.add(1); bus.on(…)',
    booted(`const listeners = new Set()
    function boot() { if (listeners.size > 0) return; listeners.add(1); ${listen} }`),
  ),
  lazy(
    'if (bus.listenerCount(name) === 0) bus.on(…)',
    booted(`function boot() { if (bus.listenerCount('paid') === 0) ${listen} }`),
  ),
  lazy(
    'if (seen.has(bus)) return; seen.add(bus); bus.on(…)',
    booted(`const seen = new WeakSet()
    function boot() { if (seen.has(bus)) return; seen.add(bus); ${listen} }`),
  ),
  lazy(
    'this.started: a class with start()',
    booted(`class Worker {
      started = false
      start() {
        if (this.started) return
        this.started = true
        bus.on('paid', (user) => this.work(user))
      }
      work(user) { ask(user) }
    }
    const worker = new Worker()
    const boot = () => worker.start()`),
  ),
  lazy(
    '#subscription: a class that subscribes when it is first asked',
    booted(`class Feed {
      #off
      open() {
        this.#off ??= this.#subscribe()
      }
      #subscribe() {
        const on = (user) => ask(user)
        bus.on('paid', on)
        return () => bus.off('paid', on)
      }
    }
    const feed = new Feed()
    const boot = () => feed.open()`),
  ),
  lazy(
    'a helper of another function does the listening',
    booted(`let booted = false
    const listen = () => { ${listen} }
    function boot() { if (booted) return; booted = true; listen() }`),
  ),
  lazy(
    'setup steps in a list, run once',
    booted(`const steps = [() => { ${listen} }]
    let ready = false
    function boot() { if (!ready) for (const step of steps) step(); ready = true }`),
  ),
  lazy(
    'if (!booted) boot(), and boot() writes booted',
    booted(`let booted = false
    function init() { booted = true; ${listen} }
    function boot() { if (!booted) init() }`),
  ),
  lazy(
    'if (this.open) return; this.connect(), and connect() writes this.open',
    booted(`class Feed {
      ensure() { if (this.open) return; this.connect() }
      connect() { this.open = true; bus.on('paid', (user) => ask(user)) }
    }
    const feed = new Feed()
    const boot = () => feed.ensure()`),
  ),
  lazy(
    'booted || boot()',
    booted(`let booted = false
    const init = () => { booted = true; ${listen} }
    const boot = () => { booted || init() }`),
  ),
  lazy(
    '!booted && (booted = true, bus.on(…))',
    booted(`let booted = false
    const boot = () => { !booted && ((booted = true), ${listen}) }`),
  ),
  lazy(
    'if (booted) return; else { booted = true; bus.on(…) }',
    booted(`let booted = false
    function boot() { if (booted) return; else { booted = true; ${listen} } }`),
  ),
  lazy(
    'switch (state) { case "new": state = "ready"; bus.on(…) }',
    booted(`let state = 'new'
    function boot() { switch (state) { case 'new': state = 'ready'; ${listen} } }`),
  ),
  lazy(
    'if (state !== "new") return; state = "ready"; bus.on(…)',
    booted(`let state = 'new'
    function boot() { if (state !== 'new') return; state = 'ready'; ${listen} }`),
  ),
  lazy(
    'try { if (booted) return; booted = true; bus.on(…) } finally {}',
    booted(`let booted = false
    function boot() { try { if (booted) return; booted = true; ${listen} } finally { void 0 } }`),
  ),
  lazy(
    'a topic: if (!topics.has(topic)) { topics.set(topic, new Set()); bus.on(topic, fn) }',
    booted(`const topics = new Map()
    function boot(topic = 'paid') {
      if (!topics.has(topic)) {
        topics.set(topic, new Set())
        bus.on(topic, (user) => { for (const each of topics.get(topic)) each(user) })
      }
      topics.get(topic).add(note)
    }
    const note = (user) => ask(user)`),
  ),
  lazy(
    'a class whose init() is awaited once: this.ready ??= this.init()',
    booted(`class Feed {
      ensure() { return (this.ready ??= this.init()) }
      async init() { await later(); bus.on('paid', (user) => ask(user)) }
    }
    const feed = new Feed()
    const boot = () => feed.ensure()`),
  ),
  lazy(
    'an event that boots: bus.once("ready", () => listen())',
    booted(`let booted = false
    bus.once('ready', () => { ${listen} })
    function boot() { if (!booted) { booted = true; bus.emit('ready') } }`),
  ),
  lazy(
    'a plugin list: for (const plugin of plugins) plugin(app), behind a flag',
    booted(`const plugins = [(bus) => { bus.on('paid', (user) => ask(user)) }]
    let booted = false
    function boot() {
      if (booted) return
      booted = true
      for (const plugin of plugins) plugin(bus)
      plugins.forEach((plugin) => plugin(bus))
    }`),
  ),
  lazy(
    'if (booted) return; booted = true; await client.subscribe(name, fn)',
    booted(`let booted = false
    const client = { async subscribe(name, fn) { await later(); bus.on(name, fn) } }
    async function boot() { if (booted) return; booted = true; await client.subscribe('paid', (user) => ask(user)) }`),
  ),
  lazy(
    'consumer ??= await start(); await consumer.run({ eachMessage: fn })',
    booted(`let consumer
    const start = async () => ({ async run({ eachMessage }) { bus.on('paid', eachMessage) } })
    async function boot() {
      if (consumer) return
      consumer = await start()
      await consumer.run({ eachMessage: async (user) => ask(user) })
    }`),
  ),
  lazy(
    'a boot that may fail: promise ??= start().catch(() => { promise = undefined })',
    booted(`let promise
    const start = async () => { await later(); ${listen} }
    const boot = () => (promise ??= start().catch((error) => { promise = undefined; throw error }))`),
  ),
  lazy(
    'a boot that may fail: try { … } catch { booted = false }',
    booted(`let booted = false
    function boot() {
      if (booted) return
      booted = true
      try { ${listen} } catch { booted = false }
    }`),
  ),
]
