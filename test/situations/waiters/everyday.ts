import { type Situation, waiter } from '../situation.ts'

/** How ada puts it there; bob runs all that waits. */
const jobs = (put: string, before = ''): string => `
    const jobs = []
    ${before}
    export function ada() { ${put} }
    export function bob() { for (const job of jobs.splice(0)) (job.run ?? job)() }
    `

const bus = (listen: string, before = ''): string => `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    ${before}
    export function ada() { ${listen} }
    export function bob() { bus.emit('paid', {}) }
    `

const pool = `
    const waiting = []
    const pool = { connect(done) { waiting.push(done) } }`

/** What is written every day, and was met in the code of others. */
export const everyday: Situation[] = [
  // A literal behind a name.
  waiter(
    'const entry = { id, run: fn }; entry.at = 1; jobs.push(entry)',
    jobs(`const entry = { id: 1, run: () => ask('ada') }; entry.at = 1; jobs.push(entry)`),
  ),
  waiter(
    'const options = { onDone: fn }; client.send(options)',
    jobs(
      `const options = { timeout: 5, onDone: () => ask('ada') }; client.send(options)`,
      `const client = { send({ onDone }) { jobs.push(onDone) } }`,
    ),
  ),
  waiter(
    'const entry = { resolve, reject, fn }; queue.push(entry), awaited',
    `
    const queue = []
    export async function ada() {
      await new Promise((resolve, reject) => {
        const entry = { resolve, reject, fn: () => { ask('ada'); return 1 } }
        queue.push(entry)
      })
      ask('ada')
    }
    export async function bob() { for (const { fn, resolve } of queue) resolve(fn()); await later() }
    `,
  ),
  waiter(
    'const fns = [fn, fn]; jobs.push(...fns)',
    jobs(`const fns = [() => ask('ada'), () => ask('ada')]; jobs.push(...fns)`),
  ),
  waiter(
    'const on = user ? fn : other; bus.on(name, on)',
    bus(`const on = ask ? () => ask('ada') : () => {}; bus.on('paid', on)`),
  ),
  waiter(
    'const handlers = { paid: fn }; bus.on("paid", handlers.paid)',
    bus(`const handlers = { paid: () => ask('ada') }; bus.on('paid', handlers.paid)`),
  ),
  waiter(
    'const listener = { handleEvent() {} }; target.addEventListener(name, listener)',
    `
    const target = new EventTarget()
    export function ada() {
      const listener = { handleEvent() { ask('ada') } }
      target.addEventListener('paid', listener)
    }
    export function bob() { target.dispatchEvent(new Event('paid')) }
    `,
  ),
  waiter(
    'const job = { cancelled: false, run() {} }; jobs.push(job); on abort: job.cancelled = true',
    `
    const jobs = []
    const controller = new AbortController()
    export function ada() {
      const job = { cancelled: false, run() { if (!job.cancelled) ask('ada') } }
      jobs.push(job)
      controller.signal.addEventListener('abort', () => { job.cancelled = true })
    }
    export function bob() { for (const job of jobs) job.run() }
    `,
  ),
  // What a plain function gives, and is only called.
  waiter(
    'const off = subscribe(fn); and off() in the callback',
    bus(
      `const off = subscribe('paid', () => { off(); ask('ada') })`,
      `const subscribe = (name, fn) => { bus.on(name, fn); return () => bus.off(name, fn) }`,
    ),
  ),
  waiter(
    'const off = subscribe(fn); try { … } finally { off() }',
    `
    const listeners = new Set()
    const subscribe = (fn) => { listeners.add(fn); return () => listeners.delete(fn) }
    let release
    export async function ada() {
      const off = subscribe(() => ask('ada'))
      try { await new Promise((resolve) => { release = resolve }) } finally { off() }
    }
    export function bob() { for (const fn of listeners) fn() }
    export function end() { release() }
    `,
  ),
  waiter(
    'const unsubscribe = onPaid(fn); request.on("close", () => unsubscribe())',
    `
    const listeners = new Set()
    const onPaid = (fn) => { listeners.add(fn); return () => { listeners.delete(fn) } }
    const request = { on() {} }
    export function ada() {
      const unsubscribe = onPaid(() => ask('ada'))
      request.on('close', () => unsubscribe())
    }
    export function bob() { for (const fn of listeners) fn() }
    `,
  ),
  waiter(
    'const unsubscribe = onPaid(fn); request.on("close", unsubscribe)',
    `
    const listeners = new Set()
    const onPaid = (fn) => { listeners.add(fn); return () => { listeners.delete(fn) } }
    const request = { on() {} }
    export function ada() {
      const unsubscribe = onPaid(() => ask('ada'))
      request.on('close', unsubscribe)
    }
    export function bob() { for (const fn of listeners) fn() }
    `,
  ),
  waiter(
    'const stop = watch(fn); signal.addEventListener("abort", stop)',
    `
    const watchers = new Set()
    const watch = (fn) => { watchers.add(fn); return () => { watchers.delete(fn) } }
    const { signal } = new AbortController()
    export function ada() {
      const stop = watch(() => ask('ada'))
      signal.addEventListener('abort', stop, { once: true })
    }
    export function bob() { for (const fn of watchers) fn() }
    `,
  ),
  waiter(
    'an effect: return subscribe(fn), as its cleanup',
    `
    const listeners = new Set()
    const subscribe = (fn) => { listeners.add(fn); return () => { listeners.delete(fn) } }
    const effects = []
    const effect = (run) => { effects.push(run()) }
    export function ada() { effect(() => { const off = subscribe(() => ask('ada')); return off }) }
    export function bob() { for (const fn of listeners) fn() }
    `,
  ),
  waiter(
    'const id = schedule(fn): a number that says how to cancel',
    `
    const timers = new Map()
    let n = 0
    const schedule = (fn) => { timers.set(++n, fn); return n }
    const cancel = (id) => { timers.delete(id) }
    export function ada() { const id = schedule(() => ask('ada')); controller.signal.addEventListener('abort', () => cancel(id)) }
    const controller = new AbortController()
    export function bob() { for (const fn of timers.values()) fn() }
    `,
  ),
  waiter(
    'const store = createStore(); const off = store.subscribe(fn)',
    `
    const createStore = () => {
      const listeners = new Set()
      return { subscribe(fn) { listeners.add(fn); return () => listeners.delete(fn) }, set() { for (const fn of listeners) fn() } }
    }
    const store = createStore()
    export function ada() { const off = store.subscribe(() => { off(); ask('ada') }) }
    export function bob() { store.set() }
    `,
  ),
  waiter(
    'const done = track(fn), never used',
    jobs(`const done = track(() => ask('ada'))`, `const track = (fn) => jobs.push(fn)`),
  ),
  waiter(
    'return enqueue(fn), of a plain function',
    jobs(`return enqueue(() => ask('ada'))`, `const enqueue = (fn) => jobs.push(fn)`),
  ),
  waiter(
    '() => enqueue(fn): what the caller is given is a promise',
    `
    const jobs = []
    const enqueue = (job) => new Promise((resolve) => jobs.push({ job, resolve }))
    const save = (user) => enqueue(() => ask(user))
    export async function ada() { await save('ada') }
    export async function bob() { for (const { job, resolve } of jobs) resolve(job()); await later() }
    `,
  ),
  waiter(
    'return withClient(fn), of a function that is not async',
    `
    const waiting = []
    function withClient(fn) { return new Promise((resolve) => waiting.push(() => resolve(fn({})))) }
    function save(user) { return withClient((client) => ask(user)) }
    export async function ada() { await save('ada') }
    export async function bob() { for (const start of waiting) start(); await later() }
    `,
  ),
  // A wrapper's value that is handed on.
  waiter(
    'bus.on(name, logErrors(fn)), a wrapper of the file',
    bus(
      `bus.on('paid', logErrors((event) => ask('ada')))`,
      `function logErrors(fn) { return (...args) => { try { fn(...args) } catch (error) { console.error(error) } } }`,
    ),
  ),
  waiter(
    'bus.on(name, async wrapper(fn))',
    bus(
      `bus.on('paid', handled(async () => ask('ada')))`,
      `const handled = (fn) => async (...args) => { try { await fn(...args) } catch (error) { console.error(error) } }`,
    ),
  ),
  waiter(
    'bus.on(name, lodash.once(fn))',
    bus(`bus.on('paid', lodash.once(() => ask('ada')))`).replace(
      'import',
      `import lodash from 'lodash'\n    import`,
    ),
  ),
  waiter(
    'jobs.push(after1(fn)), a wrapper that counts',
    jobs(
      `jobs.push(counted(() => ask('ada')))`,
      `let n = 0
    const counted = (fn) => function () { n++; return fn.apply(this, arguments) }`,
    ),
  ),
  waiter(
    'const on = safely(fn); bus.on(name, on); bus.off(name, on)',
    bus(
      `const on = safely(() => { bus.off('paid', on); ask('ada') }); bus.on('paid', on)`,
      `const safely = (fn) => (...args) => { try { return fn(...args) } catch {} }`,
    ),
  ),
  // What is stored.
  waiter(
    'pending[id] = { run: fn }',
    `
    const pending = {}
    export function ada() { pending[1] = { run: () => ask('ada') } }
    export function bob() { pending[1].run() }
    `,
  ),
  waiter(
    'this.callbacks[id] = fn, of a method that is given it',
    `
    class Client {
      callbacks = {}
      n = 0
      send(data, done) { this.callbacks[++this.n] = (error, answer) => { delete this.callbacks[1]; done(error, answer) } }
      answer(id) { this.callbacks[id](null, 1) }
    }
    const client = new Client()
    export function ada() { client.send({}, () => ask('ada')) }
    export function bob() { client.answer(1) }
    `,
  ),
  waiter(
    'this.waiting[key] = fn',
    `
    class Inbox {
      waiting = {}
      wait(key, user) { this.waiting[key] = () => ask(user) }
      arrive(key) { this.waiting[key]() }
    }
    const inbox = new Inbox()
    export function ada() { inbox.wait('a', 'ada') }
    export function bob() { inbox.arrive('a') }
    `,
  ),
  waiter(
    'socket.onmessage = fn',
    `
    const socket = {}
    export function ada() { socket.onmessage = () => ask('ada') }
    export function bob() { socket.onmessage() }
    `,
  ),
  waiter(
    'port.onmessage = fn of a MessagePort’s look-alike',
    `
    class Port { post(value) { this.onmessage?.({ data: value }) } }
    const port = new Port()
    export function ada() { port.onmessage = ({ data }) => ask('ada') }
    export function bob() { port.post(1) }
    `,
  ),
  waiter(
    '(pending[key] ||= []).push(fn)',
    `
    const pending = {}
    export function ada() { (pending.a ||= []).push(() => ask('ada')) }
    export function bob() { for (const fn of pending.a) fn() }
    `,
  ),
  waiter(
    'if (!pending[key]) pending[key] = []; pending[key].push(fn)',
    `
    const pending = {}
    function wait(key, user) {
      if (!pending[key]) pending[key] = []
      pending[key].push(() => ask(user))
    }
    export function ada() { wait('a', 'ada') }
    export function bob() { for (const fn of pending.a) fn() }
    `,
  ),
  waiter(
    'const list = pending.get(key); if (list) return list.push(fn); pending.set(key, [fn])',
    `
    const pending = new Map()
    function wait(key, user) {
      const list = pending.get(key)
      if (list) { list.push(() => ask(user)); return }
      pending.set(key, [() => ask(user)])
    }
    export function before() { wait('a', 'bob') }
    export function ada() { wait('a', 'ada') }
    export function bob() { for (const fn of pending.get('a')) fn() }
    `,
  ),
  // A list of functions.
  waiter(
    'queue.addAll(users.map((user) => () => …))',
    jobs(
      `queue.addAll(['ada'].map((user) => () => ask(user)))`,
      `const queue = { addAll(fns) { jobs.push(...fns) } }`,
    ),
  ),
  waiter(
    'p-queue, compiled: await queue.addAll(users.map((user) => () => …))',
    `
    import PQueue from 'p-queue'
    const queue = new PQueue({ concurrency: 1 })
    let go
    export function before() { queue.add(() => new Promise((resolve) => { go = resolve })) }
    export async function ada() { await queue.addAll(['ada', 'ada'].map((user) => () => ask(user))) }
    export async function bob() { go(); await later(5) }
    `,
    ['p-queue'],
  ),
  waiter(
    'runAll(users.map((user) => async () => …)), by name',
    jobs(
      `const all = ['ada'].map((user) => async () => ask(user)); runAll(all)`,
      `const runAll = (fns) => { jobs.push(...fns) }`,
    ),
  ),
  waiter(
    'for (const user of users) jobs.push(() => …)',
    jobs(`for (const user of ['ada']) jobs.push(() => ask(user))`),
  ),
  // A member.
  waiter(
    'this.listener = fn; emitter.addListener(name, this.listener), in the constructor',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Watch {
      constructor(user) {
        this.listener = () => ask(user)
        bus.addListener('paid', this.listener)
      }
      close() { bus.removeListener('paid', this.listener) }
    }
    export function ada() { new Watch('ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'this.#onPaid = fn; bus.on(name, this.#onPaid)',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Watch {
      #onPaid
      open(user) { this.#onPaid = () => ask(user); bus.on('paid', this.#onPaid) }
      close() { bus.off('paid', this.#onPaid) }
    }
    export function ada() { new Watch().open('ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'bus.on(name, this.handle.bind(this))',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Watch {
      constructor(user) { this.user = user; bus.on('paid', () => this.handle()) }
      handle() { ask(this.user) }
    }
    export function ada() { new Watch('ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  // Constructors.
  waiter(
    'queue.add(new Task(fn))',
    `
    class Task { constructor(run) { this.run = run } }
    const queue = new Set()
    export function ada() { queue.add(new Task(() => ask('ada'))) }
    export function bob() { for (const task of queue) task.run() }
    `,
  ),
  waiter(
    'const task = new Task(fn); queue.enqueue(task)',
    `
    class Task { constructor(run) { this.run = run } }
    const tasks = []
    const queue = { enqueue(task) { tasks.push(task) } }
    export function ada() { const task = new Task(() => ask('ada')); queue.enqueue(task) }
    export function bob() { for (const task of tasks) task.run() }
    `,
  ),
  // Parameters that a route has, too.
  waiter('bus.on(name, ({ event, data }) => …)', bus(`bus.on('paid', ({ event, data }) => ask('ada'))`)),
  waiter('bus.on(name, ({ context }) => …)', bus(`bus.on('paid', ({ context }) => ask('ada'))`)),
  waiter(
    'subject.subscribe((next) => …)',
    `
    import { Subject } from 'rxjs'
    const subject = new Subject()
    export function ada() { subject.subscribe((next) => ask('ada')) }
    export function bob() { subject.next(1) }
    `,
  ),
  waiter(
    'list.add((current, next) => …): a listener of a state',
    jobs(`jobs.push((current, next) => ask('ada'))`),
  ),
  waiter('bus.on(name, (job, next) => …)', bus(`bus.on('paid', (job, next) => ask('ada'))`)),
  waiter(
    'pool.connect((error, client, next) => …)',
    `${pool}
    export function ada() { pool.connect((error, client, next) => ask('ada')) }
    export function bob() { for (const done of waiting) done(null, {}, () => {}) }
    `,
  ),
  waiter(
    'client.send(params, (request, response) => …)',
    jobs(
      `client.send({}, (request, response) => ask('ada'))`,
      `const client = { send(params, done) { jobs.push(done) } }`,
    ),
  ),
  // Flags of the request itself.
  waiter(
    'let finished = false; const finish = () => { if (finished) return; finished = true; save() }, and save waits for a pool',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    ${pool}
    const save = (user) => { pool.connect(() => ask(user)) }
    export function ada() {
      let finished = false
      const finish = () => { if (finished) return; finished = true; save('ada') }
      bus.once('paid', finish)
      bus.once('failed', finish)
    }
    export function bob() { bus.emit('paid'); for (const done of waiting) done() }
    `,
  ),
  waiter(
    'a request’s own memo: let user; const getUser = () => (user ??= load()), and load waits for a pool',
    `
    ${pool}
    const load = (user) => { pool.connect(() => ask(user)); return {} }
    const each = (fn) => { fn(); fn() }
    export function ada() {
      let user
      const getUser = () => (user ??= load('ada'))
      each(() => getUser())
    }
    export function bob() { for (const done of waiting) done() }
    `,
  ),
  waiter(
    'let timer; const touch = () => { if (timer) return; timer = … bus.once() }, of an SSE request',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() {
      let armed = false
      bus.on('data', () => {
        if (!armed) {
          armed = true
          bus.once('flush', () => ask('ada'))
        }
      })
    }
    export function bob() { bus.emit('data'); bus.emit('flush') }
    `,
  ),
  waiter(
    'a local counter: if (seen++ === 0) bus.once(…), in a listener',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    export function ada() {
      let seen = 0
      bus.on('data', () => { if (seen++ === 0) bus.once('paid', () => ask('ada')) })
    }
    export function bob() { bus.emit('data'); bus.emit('paid') }
    `,
  ),
  waiter(
    'a retry of the request: let tries = 0; const attempt = () => { if (tries++ < 3) pool.connect(fn) }',
    `
    ${pool}
    export function ada() {
      let tries = 0
      const attempt = () => { if (tries++ < 3) pool.connect(() => { ask('ada'); attempt() }) }
      attempt()
    }
    export function bob() { for (let done = waiting.shift(); done; done = waiting.shift()) done() }
    `,
  ),
  waiter(
    'a list of the request: const seen = new Set(); rows.forEach((row) => { if (seen.has(row)) return; seen.add(row); pool.connect(fn) })',
    `
    ${pool}
    export function ada() {
      const seen = new Set();
      [1, 1, 2].forEach((row) => {
        if (seen.has(row)) return
        seen.add(row)
        pool.connect(() => ask('ada'))
      })
    }
    export function bob() { for (const done of waiting) done() }
    `,
  ),
  waiter(
    'state of a request: switch (this.state) { case "idle": this.state = "waiting"; bus.once(…) }',
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Upload {
      state = 'idle'
      begin(user) {
        switch (this.state) {
          case 'idle':
            this.state = 'waiting'
            bus.once('paid', () => ask(user))
        }
      }
    }
    export function ada() { new Upload().begin('ada') }
    export function bob() { bus.emit('paid') }
    `,
  ),
  waiter(
    'a full queue: if (waiting.length > 9) throw new Error(); waiting.push(fn)',
    `
    const waiting = []
    function wait(user) {
      if (waiting.length > 9) throw new Error('full')
      waiting.push(() => ask(user))
    }
    export function ada() { wait('ada') }
    export function bob() { for (const fn of waiting) fn() }
    `,
  ),
  waiter(
    'a first listener: if (listeners.size === 0) source.on(…); listeners.add(fn)',
    `
    import { EventEmitter } from 'node:events'
    const source = new EventEmitter()
    const listeners = new Set()
    function listen(fn) {
      if (listeners.size === 0) source.on('paid', () => { for (const each of listeners) each() })
      listeners.add(fn)
    }
    export function ada() { listen(() => ask('ada')) }
    export function bob() { source.emit('paid') }
    `,
  ),
  // Generators, streams, timers of others.
  waiter(
    'fs-like: reader.question(text, fn), answered in another frame',
    `
    import { createInterface } from 'node:readline'
    import { PassThrough } from 'node:stream'
    const input = new PassThrough()
    const reader = createInterface({ input })
    export function ada() { reader.question('?', () => ask('ada')) }
    export async function bob() { input.write('yes\\n'); await later(5) }
    export function end() { reader.close() }
    `,
  ),
  waiter(
    'worker-like: send(message).then(fn), answered by id',
    `
    const pending = new Map()
    let n = 0
    const send = (message) => new Promise((resolve, reject) => { pending.set(++n, { resolve, reject }) })
    export async function ada() { await send({}).then(() => ask('ada')); ask('ada') }
    export async function bob() { pending.get(1).resolve(1); await later() }
    `,
  ),
  waiter(
    'an agent by hand: if (free.length) return run(free.pop()); waiting.push(run)',
    `
    const free = []
    const waiting = []
    const acquire = (run) => { if (free.length > 0) return run(free.pop()); waiting.push(run) }
    const release = (one) => { const next = waiting.shift(); if (next) next(one); else free.push(one) }
    export function ada() { acquire((one) => { ask('ada'); release(one) }) }
    export function bob() { release({}) }
    `,
  ),
  waiter(
    'hooks: onExit(fn), a plain function, value unused, of another function’s parameter',
    jobs(
      `register(onExit)`,
      `const onExit = (fn) => { jobs.push(fn) }
    const register = (hook) => { hook(() => ask('ada')) }`,
    ),
  ),
  waiter(
    'useFakeHook: const [state, setState] = …; listeners.add(() => setState(1))',
    `
    const listeners = new Set()
    export function ada() {
      const state = { value: 0 }
      const setState = (value) => { state.value = value; ask('ada') }
      listeners.add(() => setState(1))
    }
    export function bob() { for (const fn of listeners) fn() }
    `,
  ),
]
