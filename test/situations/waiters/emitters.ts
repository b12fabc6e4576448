import { type Situation, waiter } from '../situation.ts'

const bus = (listen: string, emit = `bus.emit('paid')`): string => `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() { ${listen} }
    export function bob() { ${emit} }
    `

export const emitters: Situation[] = [
  waiter('EventEmitter: bus.once(name, fn)', bus(`bus.once('paid', () => ask('ada'))`)),
  waiter(
    'EventEmitter: bus.on(name, fn) and off',
    bus(`
      const onPaid = () => { ask('ada'); bus.off('paid', onPaid) }
      bus.on('paid', onPaid)`),
  ),
  waiter(
    'EventEmitter: a listener that is a function expression',
    bus(`bus.prependListener('paid', function () { ask('ada') })`),
  ),
  waiter(
    'EventEmitter: a listener that is declared',
    bus(`
      bus.once('paid', paid)
      function paid() { ask('ada') }`),
  ),
  waiter(
    'EventEmitter: a listener that calls itself',
    bus(`
      let n = 0
      const paid = () => { if (n++ === 0) return paid(); ask('ada') }
      bus.once('paid', paid)`),
  ),
  waiter(
    'EventEmitter: a listener that goes on after an await',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() { bus.once('paid', async () => { await later(); ask('ada') }) }
    export async function bob() { bus.emit('paid'); await later(5) }
    `,
  ),
  waiter(
    'EventEmitter: a listener that calls a function of the module',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const note = () => ask('ada')
    export function ada() { bus.once('paid', () => note()) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: a listener that listens again',
    bus(
      `
      bus.once('paid', () => { bus.once('paid', () => ask('ada')) })`,
      `bus.emit('paid'); bus.emit('paid')`,
    ),
  ),
  waiter(
    'EventEmitter: a listener of either kind, chosen by a condition',
    bus(`
      bus.once('paid', Math.random() < 2 ? () => ask('ada') : () => ask('ada'))`),
  ),
  waiter(
    'EventEmitter: a listener behind ??',
    bus(`
      const given = undefined
      bus.once('paid', given ?? (() => ask('ada')))`),
  ),
  waiter(
    'EventEmitter: several listeners, in a loop over an object',
    bus(`
      const handlers = { paid: () => ask('ada'), shipped: () => ask('ada') }
      for (const [name, handler] of Object.entries(handlers)) bus.once(name, handler)`),
  ),
  waiter(
    'EventEmitter: Object.entries({ name: fn }).forEach(…)',
    bus(`
      Object.entries({ paid: () => ask('ada') }).forEach(([name, handler]) => bus.once(name, handler))`),
  ),
  waiter(
    'EventEmitter: a listener with .bind(this)',
    bus(`bus.once('paid', function () { ask('ada') }.bind({}))`),
  ),
  waiter(
    'EventEmitter: a listener in a wrapper of the app',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const safely = (fn) => (...args) => { try { return fn(...args) } catch (error) { console.error(error) } }
    export function ada() { bus.once('paid', safely(() => ask('ada'))) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: a listener in once() of npm',
    `
    import { EventEmitter } from 'node:events'
    import once from 'once'
    const bus = new EventEmitter()
    export function ada() { bus.on('paid', once(() => ask('ada'))) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: a chain of listeners, bus.on(…).on(…)',
    bus(`bus.on('x', () => {}).once('paid', () => ask('ada'))`),
  ),
  waiter(
    'EventEmitter: a listener that is assigned to a let of the function',
    bus(`
      let paid
      const start = () => {
        paid = () => ask('ada')
        bus.once('paid', paid)
      }
      start()`),
  ),
  waiter(
    'EventEmitter: events.once, awaited',
    `
    import { EventEmitter, once } from 'node:events'
    const bus = new EventEmitter()
    export async function ada() { await once(bus, 'paid'); ask('ada') }
    export async function bob() { bus.emit('paid'); await later() }
    `,
  ),
  waiter(
    'EventEmitter: for await of events.on',
    `
    import { EventEmitter, on } from 'node:events'
    const bus = new EventEmitter()
    export async function ada() { for await (const _ of on(bus, 'paid')) { ask('ada'); break } }
    export async function bob() { bus.emit('paid'); await later() }
    `,
  ),
  waiter(
    'EventEmitter: a subclass whose method listens to itself',
    `
    import { EventEmitter } from 'node:events'
    class Orders extends EventEmitter {
      whenPaid() { this.once('paid', () => ask('ada')) }
    }
    const orders = new Orders()
    export function ada() { orders.whenPaid() }
    export function bob() { orders.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: new Promise((resolve) => bus.once(name, () => resolve()))',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export async function ada() {
      await new Promise((resolve) => bus.once('paid', () => { ask('ada'); resolve() }))
      ask('ada')
    }
    export async function bob() { bus.emit('paid'); await later() }
    `,
  ),
  waiter(
    'EventEmitter: a bus in a parameter',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const watch = (emitter, user) => { emitter.once('paid', () => ask(user)) }
    export function ada() { watch(bus, 'ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: on(bus, name, fn), whose value nobody uses',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const on = (name, fn) => { bus.on(name, fn); return () => bus.off(name, fn) }
    export function ada() { on('paid', () => ask('ada')) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: const off = subscribe(fn)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    const subscribe = (fn) => { bus.on('paid', fn); return () => bus.off('paid', fn) }
    export function ada() {
      const off = subscribe(() => { ask('ada'); off() })
    }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: const off = store.subscribe(fn)',
    `
    const listeners = new Set()
    const store = { subscribe(fn) { listeners.add(fn); return () => listeners.delete(fn) }, set() { for (const fn of listeners) fn() } }
    export function ada() { const off = store.subscribe(() => { ask('ada'); off() }) }
    export function bob() { store.set() }
    `,
  ),
  waiter(
    'EventEmitter: a listener of a class field',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Session {
      constructor(user) {
        this.user = user
        bus.once('paid', () => this.paid())
      }
      paid() { ask(this.user) }
    }
    export function ada() { new Session('ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'EventEmitter: a listener in a generator',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    function* listen() { bus.once('paid', () => ask('ada')); yield 1 }
    export function ada() { for (const _ of listen()); }
    export function bob() { bus.emit('paid') }
    `,
  ),
]
