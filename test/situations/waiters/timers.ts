import { type Situation, waiter } from '../situation.ts'

export const timers: Situation[] = [
  waiter(
    'timers: setTimeout(fn) of ada’s, while bob’s request runs',
    `
    let fired
    export function ada() { setTimeout(() => { fired = true; ask('ada') }, 400) }
    export async function bob() { while (!fired) await later(5) }
    `,
  ),
  waiter(
    'timers: a wheel by hand, which bob’s request turns',
    `
    const wheel = { due: new Map(), at(time, fn) { this.due.set(time, fn) }, tick(time) { this.due.get(time)?.() } }
    export function ada() { wheel.at(1, () => ask('ada')) }
    export function bob() { wheel.tick(1) }
    `,
  ),
  waiter(
    'timers: a debounce of ada’s own, whose timer fires in bob’s request',
    `
    const debounce = (fn, ms) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(fn, ms) } }
    let fired
    export function ada() {
      const save = debounce(() => { fired = true; ask('ada') }, 400)
      save()
      save()
    }
    export async function bob() { while (!fired) await later(5) }
    `,
  ),
  waiter(
    'timers: lodash.throttle of ada’s own, called by bob’s frame',
    `
    import lodash from 'lodash'
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() { bus.on('tick', lodash.throttle(() => ask('ada'), 5)) }
    export function bob() { bus.emit('tick') }
    `,
  ),
  waiter(
    'cron: node-cron’s schedule(…, fn), executed by bob',
    `
    import cron from 'node-cron'
    const tasks = []
    export function ada() { tasks.push(cron.createTask('0 0 1 1 *', () => ask('ada'))) }
    export async function bob() { await tasks[0].execute() }
    `,
  ),
  waiter(
    'cron: croner’s job.schedule(fn), triggered by bob',
    `
    import { Cron } from 'croner'
    const job = new Cron('0 0 1 1 *', { paused: true })
    export function ada() { job.schedule(() => ask('ada')) }
    export async function bob() { await job.trigger() }
    export function end() { job.stop() }
    `,
  ),
  waiter(
    'cron: new Cron(pattern, fn) of ada’s, triggered by bob',
    `
    import { Cron } from 'croner'
    const jobs = []
    export function ada() { jobs.push(new Cron('0 0 1 1 *', { paused: true }, () => ask('ada'))) }
    export async function bob() { await jobs[0].trigger(); jobs[0].stop() }
    `,
  ),
  waiter(
    'a finalizer: registry of disposers that bob’s shutdown runs',
    `
    const disposers = []
    const onShutdown = (fn) => { disposers.unshift(fn) }
    export function ada() { onShutdown(async () => { await later(); ask('ada') }) }
    export async function bob() { for (const dispose of disposers) await dispose() }
    `,
  ),
  waiter(
    'using: a DisposableStack of ada’s that bob disposes',
    `
    const stack = []
    export function ada() { stack.push({ [Symbol.dispose]() { ask('ada') } }) }
    export function bob() { for (const one of stack) { using it = one } }
    `,
  ),
]
