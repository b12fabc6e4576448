import { type Situation, waiter } from '../situation.ts'

export const promises: Situation[] = [
  waiter(
    'jobs.push(function* () {}), stepped by bob',
    `
    const jobs = []
    export function ada() { jobs.push(function* () { ask('ada'); yield 1; ask('ada') }) }
    export function bob() { for (const job of jobs) for (const _ of job()); }
    `,
  ),
  waiter(
    'a generator that ada makes and bob steps',
    `
    const steps = []
    function* work(user) { ask(user); yield 1; ask(user) }
    export function ada() { steps.push(work('ada')) }
    export function bob() { for (const each of steps) for (const _ of each); }
    `,
  ),
  waiter(
    'an async generator that ada makes and bob steps',
    `
    const steps = []
    async function* work(user) { ask(user); yield 1; await later(); ask(user) }
    export function ada() { steps.push(work('ada')) }
    export async function bob() { for (const each of steps) for await (const _ of each); }
    `,
  ),
  waiter(
    'iterator helpers: rows.values().map(fn), read by bob',
    `
    const rows = []
    export function ada() { rows.push([1].values().map(() => ask('ada'))) }
    export function bob() { for (const each of rows) for (const _ of each); }
    `,
  ),
  waiter(
    'a promise that bob resolves: await, then ask',
    `
    const { promise, resolve } = Promise.withResolvers()
    export async function ada() { await promise; ask('ada') }
    export async function bob() { resolve(); await later() }
    `,
  ),
  waiter(
    'a promise that bob resolves: promise.then(fn)',
    `
    const { promise, resolve } = Promise.withResolvers()
    export function ada() { promise.then(() => ask('ada')).finally(() => ask('ada')) }
    export async function bob() { resolve(); await later() }
    `,
  ),
  waiter(
    'a promise that bob resolves: a thenable of the program',
    `
    const thens = []
    const thenable = { then(resolve) { thens.push(resolve) } }
    export async function ada() { await thenable; ask('ada') }
    export async function bob() { for (const then of thens) then(); await later() }
    `,
  ),
  waiter(
    'a deferred: waiters.push({ resolve, reject })',
    `
    const waiters = []
    export async function ada() {
      await new Promise((resolve, reject) => waiters.push({ resolve, reject }))
      ask('ada')
    }
    export async function bob() { for (const { resolve } of waiters) resolve(); await later() }
    `,
  ),
  waiter(
    'a deferred: waiters.push(() => { …; resolve() })',
    `
    const waiters = []
    export async function ada() {
      const { promise, resolve } = Promise.withResolvers()
      waiters.push(() => { ask('ada'); resolve() })
      await promise
    }
    export function bob() { for (const waiter of waiters) waiter() }
    `,
  ),
  waiter(
    'a promise by hand: new Promise((resolve) => pool.connect((error, client) => resolve(client)))',
    `
    const waiting = []
    const pool = { connect(done) { waiting.push(done) } }
    const connect = () => new Promise((resolve, reject) => pool.connect((error, client) => {
      ask('ada')
      if (error) reject(error)
      else resolve(client)
    }))
    export async function ada() { await connect(); ask('ada') }
    export async function bob() { for (const done of waiting) done(null, {}); await later() }
    `,
  ),
]
