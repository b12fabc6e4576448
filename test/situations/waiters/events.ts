import { type Situation, waiter } from '../situation.ts'

export const events: Situation[] = [
  waiter(
    'EventTarget: addEventListener(name, fn)',
    `
    const target = new EventTarget()
    export function ada() { target.addEventListener('paid', () => ask('ada'), { once: true }) }
    export function bob() { target.dispatchEvent(new Event('paid')) }
    `,
  ),
  waiter(
    'EventTarget: addEventListener(name, { handleEvent() {} })',
    `
    const target = new EventTarget()
    export function ada() { target.addEventListener('paid', { handleEvent() { ask('ada') } }) }
    export function bob() { target.dispatchEvent(new Event('paid')) }
    `,
  ),
  waiter(
    'AbortSignal: signal.addEventListener("abort", fn)',
    `
    const stop = new AbortController()
    export function ada() { stop.signal.addEventListener('abort', () => ask('ada')) }
    export function bob() { stop.abort() }
    `,
  ),
  waiter(
    'AbortSignal: signal.onabort = fn',
    `
    const stop = new AbortController()
    export function ada() { stop.signal.onabort = () => ask('ada') }
    export function bob() { stop.abort() }
    `,
  ),
  waiter(
    'AbortSignal: one of a request, which follows one of all',
    `
    const stop = new AbortController()
    export function ada() { AbortSignal.any([stop.signal]).addEventListener('abort', () => ask('ada')) }
    export function bob() { stop.abort() }
    `,
  ),
  waiter(
    'mitt: bus.on(name, fn)',
    `
    import mitt from 'mitt'
    const bus = mitt()
    export function ada() { bus.on('paid', () => ask('ada')) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'mitt, compiled: bus.on(name, fn)',
    `
    import mitt from 'mitt'
    const bus = mitt()
    export function ada() { bus.on('paid', () => ask('ada')) }
    export function bob() { bus.emit('paid') }
    `,
    ['mitt'],
  ),
  waiter(
    'eventemitter3: bus.once(name, fn)',
    `
    import { EventEmitter } from 'eventemitter3'
    const bus = new EventEmitter()
    export function ada() { bus.once('paid', () => ask('ada')) }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'emittery: await bus.emit(name)',
    `
    import Emittery from 'emittery'
    const bus = new Emittery()
    export function ada() { bus.on('paid', () => ask('ada')) }
    export async function bob() { await bus.emit('paid') }
    `,
  ),
  waiter(
    'p-event: await pEvent(bus, name)',
    `
    import { EventEmitter } from 'node:events'
    import { pEvent } from 'p-event'
    const bus = new EventEmitter()
    export async function ada() {
      await pEvent(bus, 'paid', { filter: () => { ask('ada'); return true } })
      ask('ada')
    }
    export async function bob() { bus.emit('paid'); await later() }
    `,
  ),
  waiter(
    'hookable: hooks.hookOnce(name, fn)',
    `
    import { createHooks } from 'hookable'
    const hooks = createHooks()
    export function ada() { hooks.hookOnce('paid', () => ask('ada')) }
    export async function bob() { await hooks.callHook('paid') }
    `,
  ),
  waiter(
    'tapable: hook.tap(name, fn)',
    `
    import tapable from 'tapable'
    const paid = new tapable.SyncHook([])
    export function ada() { paid.tap('ada', () => ask('ada')) }
    export function bob() { paid.call() }
    `,
  ),
  waiter(
    'RxJS: subject.subscribe(fn)',
    `
    import { Subject } from 'rxjs'
    const paid = new Subject()
    export function ada() { const subscription = paid.subscribe(() => { ask('ada'); subscription.unsubscribe() }) }
    export function bob() { paid.next(1) }
    `,
  ),
  waiter(
    'RxJS: subject.subscribe({ next() {} }) behind operators',
    `
    import { filter, Subject, take } from 'rxjs'
    const paid = new Subject()
    export function ada() { paid.pipe(filter(Boolean), take(1)).subscribe({ next() { ask('ada') } }) }
    export function bob() { paid.next(1) }
    `,
  ),
  waiter(
    'RxJS: an operator’s function, subject.pipe(map(fn))',
    `
    import { map, Subject } from 'rxjs'
    const paid = new Subject()
    export function ada() { paid.pipe(map(() => ask('ada'))).subscribe() }
    export function bob() { paid.next(1) }
    `,
  ),
  waiter(
    'RxJS: firstValueFrom(subject).then(fn)',
    `
    import { firstValueFrom, Subject } from 'rxjs'
    const paid = new Subject()
    export function ada() { firstValueFrom(paid).then(() => ask('ada')) }
    export async function bob() { paid.next(1); await later() }
    `,
  ),
  waiter(
    'RxJS: new Observable((subscriber) => …) of ada’s that waits for a subject',
    `
    import { Observable, Subject, switchMap } from 'rxjs'
    const paid = new Subject()
    export function ada() {
      new Observable((subscriber) => paid.subscribe(() => { ask('ada'); subscriber.next(1) })).subscribe(() => ask('ada'))
    }
    export function bob() { paid.next(1) }
    `,
  ),
  waiter(
    'a signal by hand: effect(fn)',
    `
    const effects = new Set()
    const effect = (fn) => { effects.add(fn) }
    export function ada() { effect(() => ask('ada')) }
    export function bob() { for (const fn of effects) fn() }
    `,
  ),
]
