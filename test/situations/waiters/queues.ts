import { type Situation, waiter } from '../situation.ts'

const pQueue = (add: string): string => `
    import PQueue from 'p-queue'
    const queue = new PQueue({ concurrency: 1 })
    let go
    export function before() { queue.add(() => new Promise((resolve) => { go = resolve })) }
    export async function ada() { ${add} }
    export async function bob() {
      queue.add(() => ask('bob'))
      go()
      await later(5)
    }
    `

const pLimit = (call: string): string => `
    import pLimit from 'p-limit'
    const limit = pLimit(1)
    let go
    export function before() { limit(() => new Promise((resolve) => { go = resolve })) }
    export async function ada() { ${call} }
    export async function bob() {
      limit(() => ask('bob'))
      go()
      await later(5)
    }
    `

const mutex = (use: string): string => `
    import { Mutex } from 'async-mutex'
    const mutex = new Mutex()
    let release
    export async function before() { release = await mutex.acquire() }
    export async function ada() { ${use} }
    export async function bob() {
      release()
      await later(5)
    }
    `

export const queues: Situation[] = [
  waiter('p-queue: await queue.add(fn)', pQueue(`await queue.add(() => ask('ada'))`)),
  waiter('p-queue, compiled: await queue.add(fn)', pQueue(`await queue.add(() => ask('ada'))`), [
    'p-queue',
    'eventemitter3',
    'p-timeout',
  ]),
  waiter(
    'p-queue, compiled: queue.addAll([fn, fn])',
    pQueue(`await queue.addAll([() => ask('ada'), async () => { await later(); ask('ada') }])`),
    ['p-queue', 'eventemitter3', 'p-timeout'],
  ),
  waiter('p-limit: await limit(fn)', pLimit(`await limit(() => ask('ada'))`)),
  waiter('p-limit, compiled: await limit(fn)', pLimit(`await limit(() => ask('ada'))`), [
    'p-limit',
    'yocto-queue',
  ]),
  waiter(
    'p-limit, compiled: await Promise.all(rows.map((row) => limit(fn)))',
    pLimit(`await Promise.all([1, 2].map((row) => limit(() => ask('ada'))))`),
    ['p-limit', 'yocto-queue'],
  ),
  waiter('async-mutex: await mutex.runExclusive(fn)', mutex(`await mutex.runExclusive(() => ask('ada'))`)),
  waiter(
    'async-mutex, compiled: await mutex.runExclusive(fn)',
    mutex(`await mutex.runExclusive(() => ask('ada'))`),
    ['async-mutex'],
  ),
  waiter(
    'async-mutex: mutex.acquire().then(fn)',
    mutex(`mutex.acquire().then((done) => { ask('ada'); done() })`),
  ),
  waiter(
    'p-queue, compiled: its event, which another request fires',
    `
    import PQueue from 'p-queue'
    const queue = new PQueue({ concurrency: 1 })
    export function ada() { queue.addEventListener('add', () => ask('ada')) }
    export function bob() { queue.add(() => ask('bob')) }
    `,
    ['p-queue', 'eventemitter3', 'p-timeout'],
  ),
  waiter(
    'p-queue, compiled: paused, and started by another request',
    `
    import PQueue from 'p-queue'
    const queue = new PQueue({ concurrency: 1, autoStart: false })
    export function ada() { void queue.add(() => ask('ada')) }
    export function bob() { queue.start() }
    `,
    ['p-queue', 'eventemitter3', 'p-timeout'],
  ),
  waiter(
    'fastq: the callback of a job that another request finishes',
    `
    import fastq from 'fastq'
    const running = []
    const queue = fastq((job, done) => running.push(done), 1)
    export function ada() { queue.push('job', () => ask('ada')) }
    export function bob() { running.shift()(null) }
    `,
  ),
  waiter(
    'async: the callback of queue.push(job, fn)',
    `
    import async from 'async'
    const running = []
    const queue = async.queue((job, done) => running.push(done), 1)
    export async function ada() {
      queue.push('job', () => ask('ada'))
      await later(5)
    }
    export function bob() { running.shift()() }
    `,
  ),
  waiter(
    'bottleneck: limiter.schedule(fn)',
    `
    import Bottleneck from 'bottleneck'
    const limiter = new Bottleneck({ maxConcurrent: 1 })
    let go
    export async function before() {
      limiter.schedule(() => new Promise((resolve) => { go = resolve }))
      while (!go) await later(5)
    }
    export async function ada() { await limiter.schedule(async () => ask('ada')) }
    export async function bob() {
      go()
      await later(20)
    }
    `,
  ),
  waiter(
    'cockatiel: bulkhead(1).execute(fn)',
    `
    import { bulkhead } from 'cockatiel'
    const policy = bulkhead(1, 10)
    let go
    export function before() { policy.execute(() => new Promise((resolve) => { go = resolve })) }
    export async function ada() { await policy.execute(() => ask('ada')) }
    export async function bob() {
      go()
      await later(5)
    }
    `,
  ),
  waiter(
    'p-retry: what another request’s event lets try again',
    `
    import pRetry from 'p-retry'
    let fail
    export async function ada() {
      let n = 0
      await pRetry(
        async () => {
          if (n++) return ask('ada')
          await new Promise((resolve, reject) => { fail = reject })
        },
        { retries: 1, minTimeout: 1, onFailedAttempt: () => ask('ada') },
      )
    }
    export async function bob() {
      fail(new Error('not yet'))
      await later(10)
    }
    `,
  ),
]
