import { type Situation, waiter } from '../situation.ts'

export const shapes: Situation[] = [
  waiter(
    'jobs.push(makeJob(user)), of a factory of the module',
    `
    const jobs = []
    const makeJob = (user) => () => ask(user)
    export function ada() { jobs.push(makeJob('ada')) }
    export function bob() { for (const job of jobs) job() }
    `,
  ),
  waiter(
    'a middleware by hand: chain.push((next) => …), run by bob',
    `
    const hooks = []
    export function ada() { hooks.push((event) => ask('ada')) }
    export function bob() { hooks.reduce((value, hook) => hook(value), 1) }
    `,
  ),
  waiter(
    'a visitor: tree.walk({ enter() {}, leave() {} }), walked by bob',
    `
    const visitors = []
    const register = (visitor) => { visitors.push(visitor) }
    export function ada() { register({ enter() { ask('ada') }, leave: () => ask('ada') }) }
    export function bob() { for (const { enter, leave } of visitors) { enter(); leave() } }
    `,
  ),
  waiter(
    'nested: register({ hooks: { onDone: [fn] } })',
    `
    const registered = []
    const register = (options) => { registered.push(options) }
    export function ada() { register({ hooks: { onDone: [() => ask('ada')] } }) }
    export function bob() { for (const { hooks } of registered) for (const fn of hooks.onDone) fn() }
    `,
  ),
  waiter(
    'a tagged template, whose value is a function',
    `
    const waiting = []
    const on = (strings, fn) => { waiting.push(fn) }
    export function ada() { on\`paid \${() => ask('ada')}\` }
    export function bob() { for (const fn of waiting) fn() }
    `,
  ),
  waiter(
    'optional call: logger?.once?.("x", fn)',
    `
    import { EventEmitter } from 'node:events'
    const logger = new EventEmitter()
    export function ada() { logger?.once?.('x', () => ask('ada')) }
    export function bob() { logger.emit('x') }
    `,
  ),
  waiter(
    'call: bus.once.call(bus, "x", fn)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() { bus.once.call(bus, 'x', () => ask('ada')) }
    export function bob() { bus.emit('x') }
    `,
  ),
  waiter(
    'apply: Reflect.apply(bus.once, bus, ["x", fn])',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() { Reflect.apply(bus.once, bus, ['x', () => ask('ada')]) }
    export function bob() { bus.emit('x') }
    `,
  ),
  waiter(
    'a poller by a factory: let on; start() { on = fn; bus.on(name, on) }',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    function createPoller(user) {
      let on
      return {
        start() { on = () => ask(user); bus.on('tick', on) },
        stop() { bus.off('tick', on) },
      }
    }
    export function ada() { createPoller('ada').start() }
    export function bob() { bus.emit('tick') }
    `,
  ),
  waiter(
    'a poller by a class: this.on = fn; bus.on(name, this.on)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Poller {
      constructor(user) { this.user = user }
      start() { this.on = () => ask(this.user); bus.on('tick', this.on) }
      stop() { bus.off('tick', this.on) }
    }
    export function ada() { new Poller('ada').start() }
    export function bob() { bus.emit('tick') }
    `,
  ),
  waiter(
    'a poller by a class: a method in an arrow, bus.on(name, () => this.tick())',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Poller {
      #ticks = 0
      constructor(user) { this.user = user }
      start() { bus.on('tick', () => this.#tick()) }
      #tick() { this.#ticks++; ask(this.user) }
    }
    export function ada() { new Poller('ada').start() }
    export function bob() { bus.emit('tick') }
    `,
  ),
  waiter(
    'a client by hand: client.get(key, fn), whose answers come in another frame',
    `
    class Client {
      #queue = []
      command(name, done) { this.#queue.push({ name, done }) }
      get(key, done) { this.command('get', (error, value) => done(error, value)) }
      answer(value) { this.#queue.shift().done(null, value) }
    }
    const client = new Client()
    export function ada() { client.get('a', (error, value) => ask('ada')) }
    export function bob() { client.answer(1) }
    `,
  ),
  waiter(
    'a transaction by hand: return db.transaction(async (tx) => …)',
    `
    const waiting = []
    const db = { transaction(work) { return new Promise((resolve) => waiting.push(async () => resolve(await work({})))) } }
    export async function ada() { return db.transaction(async (tx) => { ask('ada'); await later(); ask('ada') }) }
    export async function bob() { for (const start of waiting) start(); await later(5) }
    `,
  ),
  waiter(
    'a handler object: agent.dispatch(options, { onHeaders() {}, onComplete() {} })',
    `
    const sent = []
    const agent = { dispatch(options, handler) { sent.push(handler) } }
    export function ada() { agent.dispatch({ path: '/' }, { onHeaders() { ask('ada') }, onComplete: () => ask('ada') }) }
    export function bob() { for (const handler of sent) { handler.onHeaders(); handler.onComplete() } }
    `,
  ),
  waiter(
    'diagnostics_channel: channel.subscribe(fn), published by bob',
    `
    import { channel } from 'node:diagnostics_channel'
    const paid = channel('paid ' + Math.random())
    export function ada() { paid.subscribe(() => ask('ada')) }
    export function bob() { paid.publish({}) }
    `,
  ),
  waiter(
    'a pubsub by hand: for await (const event of subscribe(name))',
    `
    const topics = new Map()
    async function* subscribe(name) {
      const queue = []
      let wake = () => {}
      const push = (event) => { queue.push(event); wake() }
      topics.set(name, (topics.get(name) ?? new Set()).add(push))
      while (true) {
        while (queue.length > 0) yield queue.shift()
        await new Promise((resolve) => { wake = resolve })
      }
    }
    export async function ada() { for await (const event of subscribe('paid')) { ask('ada'); break } }
    export async function bob() { for (const push of topics.get('paid')) push(1); await later() }
    `,
  ),
  waiter(
    'process.once(signal, fn)',
    `
    const name = 'situation ' + Math.random()
    export function ada() { process.once(name, () => ask('ada')) }
    export function bob() { process.emit(name) }
    `,
  ),
]
