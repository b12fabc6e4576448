import { type Situation, waiter } from '../situation.ts'

export const jobs: Situation[] = [
  waiter(
    'a worker as BullMQ has it: job.once("completed", fn)',
    `
    import { EventEmitter } from 'node:events'
    class Job extends EventEmitter {}
    class Queue {
      jobs = []
      add(name) {
        const job = new Job()
        this.jobs.push(job)
        return job
      }
      work() { for (const job of this.jobs.splice(0)) job.emit('completed', 1) }
    }
    const queue = new Queue()
    export function ada() { queue.add('mail').once('completed', () => ask('ada')) }
    export function bob() { queue.work() }
    `,
  ),
  waiter(
    'a worker as BullMQ has it: what waits until a job is finished',
    `
    const finished = new Map()
    const waitUntilFinished = (id) => new Promise((resolve) => finished.set(id, resolve))
    export async function ada() {
      await waitUntilFinished(1)
      ask('ada')
    }
    export async function bob() {
      finished.get(1)()
      await later()
    }
    `,
  ),
  waiter(
    'a queue by hand: queue.add(fn), one at a time',
    `
    class Queue {
      #jobs = []
      #busy = false
      add(job) {
        this.#jobs.push(job)
        if (!this.#busy) this.#next()
      }
      async #next() {
        const job = this.#jobs.shift()
        if (!job) return
        this.#busy = true
        try { await job() } finally { this.#busy = false }
        this.#next()
      }
    }
    const queue = new Queue()
    let go
    export function before() { queue.add(() => new Promise((resolve) => { go = resolve })) }
    export function ada() { queue.add(async () => { ask('ada'); await later(); ask('ada') }) }
    export async function bob() {
      go()
      await later(5)
    }
    `,
  ),
  waiter(
    'a queue by hand: await queue.add(fn) that resolves with its result',
    `
    class Queue {
      jobs = []
      add(job) { return new Promise((resolve, reject) => this.jobs.push({ job, resolve, reject })) }
      run() { for (const { job, resolve } of this.jobs.splice(0)) resolve(job()) }
    }
    const queue = new Queue()
    export async function ada() {
      const result = await queue.add(() => { ask('ada'); return 1 })
      ask('ada')
      return result
    }
    export async function bob() {
      queue.run()
      await later()
    }
    `,
  ),
  waiter(
    'a queue by hand: return enqueue(fn), of an async function',
    `
    const jobs = []
    const enqueue = (job) => new Promise((resolve) => jobs.push(() => resolve(job())))
    export async function ada() { return enqueue(() => ask('ada')) }
    export function bob() { for (const job of jobs.splice(0)) job() }
    `,
  ),
  waiter(
    'a queue by hand: const done = enqueue(fn); await done',
    `
    const jobs = []
    const enqueue = (job) => new Promise((resolve) => jobs.push(() => resolve(job())))
    export async function ada() {
      const done = enqueue(() => ask('ada'))
      await later()
      await done
    }
    export function bob() { for (const job of jobs.splice(0)) job() }
    `,
  ),
  waiter(
    'a queue by hand: enqueue(fn).catch(report)',
    `
    const jobs = []
    const enqueue = (job) => new Promise((resolve) => jobs.push(() => resolve(job())))
    export function ada() { enqueue(() => ask('ada')).catch(console.error) }
    export function bob() { for (const job of jobs.splice(0)) job() }
    `,
  ),
  waiter(
    'a lock by hand: await withLock(key, fn)',
    `
    const locks = new Map()
    async function withLock(key, fn) {
      const before = locks.get(key)
      let unlock
      locks.set(key, new Promise((resolve) => { unlock = resolve }))
      await before
      try { return await fn() } finally { unlock() }
    }
    let go
    export function before() { withLock('a', () => new Promise((resolve) => { go = resolve })) }
    export async function ada() { await withLock('a', () => ask('ada')) }
    export async function bob() {
      go()
      await later(5)
    }
    `,
  ),
  waiter(
    'a semaphore by hand: release() runs the next',
    `
    let free = 0
    const queue = []
    const take = (fn) => { if (free > 0) { free--; fn() } else queue.push(fn) }
    const give = () => { const next = queue.shift(); if (next) next(); else free++ }
    export function ada() { take(() => { ask('ada'); give() }) }
    export function bob() { give() }
    `,
  ),
  waiter(
    'a queue that the timer of the first empties: the callback of the second',
    `
    const batch = []
    let timer
    const add = (fn) => {
      batch.push(fn)
      timer ??= setTimeout(() => {
        timer = undefined
        for (const each of batch.splice(0)) each()
      }, 5)
    }
    export function ada() { add(() => ask('ada')) }
    export async function bob() {
      add(() => ask('bob'))
      await later(10)
    }
    `,
  ),
  waiter(
    'a queue that a loop of the first empties: the callback of the second',
    `
    const jobs = []
    const pauses = []
    let running = false
    async function drain() {
      if (running) return
      running = true
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        job()
        await new Promise((resolve) => pauses.push(resolve))
      }
      running = false
    }
    export function ada() {
      jobs.push(() => ask('ada'))
      drain()
    }
    export async function bob() {
      jobs.push(() => ask('bob'))
      drain()
      pauses.shift()()
      await later(5)
    }
    `,
  ),
  waiter(
    'priority: jobs.push({ priority, run: fn })',
    `
    const jobs = []
    export function ada() { jobs.push({ priority: 1, run: () => ask('ada') }) }
    export function bob() {
      jobs.sort((a, b) => a.priority - b.priority)
      for (const { run } of jobs.splice(0)) run()
    }
    `,
  ),
]
