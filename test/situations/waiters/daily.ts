import { type Situation, waiter } from '../situation.ts'

// More that servers do every day, written down before any of it was run.

const claim = (name: string, given: string, run: string, more = ''): Situation =>
  waiter(
    name,
    `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    ${more}
    export async function ada() { ${given} }
    export async function bob() { ${run}; await later(5) }
    `,
  )

const jobs = 'const jobs = []'
const runs = 'for (const job of jobs.splice(0)) job()'
const pending = 'let pending = {}'

export const daily: Situation[] = [
  claim(
    'jobs.push([priority, fn])',
    `jobs.push([1, () => ask('ada')])`,
    'for (const [, job] of jobs.splice(0)) job()',
    jobs,
  ),
  claim(
    'const job = [priority, fn]; jobs.push(job)',
    `const job = [1, () => ask('ada')]; jobs.push(job)`,
    'for (const [, job] of jobs.splice(0)) job()',
    jobs,
  ),
  claim(
    'jobs.push({ ...defaults, run: fn })',
    `jobs.push({ ...defaults, run: () => ask('ada') })`,
    'for (const job of jobs.splice(0)) job.run()',
    `${jobs}; const defaults = { tries: 3 }`,
  ),
  claim(
    'pending = { ...pending, [id]: fn }',
    `pending = { ...pending, [7]: () => ask('ada') }`,
    'pending[7]()',
    pending,
  ),
  claim(
    'Object.assign(pending, { [id]: fn })',
    `Object.assign(pending, { [7]: () => ask('ada') })`,
    'pending[7]()',
    pending,
  ),
  claim('Reflect.set(pending, id, fn)', `Reflect.set(pending, 7, () => ask('ada'))`, 'pending[7]()', pending),
  claim(
    'a linked list: tail = tail.next = { run: fn, next: null }',
    `tail = tail.next = { run: () => ask('ada'), next: null }`,
    'for (let job = head.next; job; job = job.next) job.run()',
    'const head = { next: null }; let tail = head',
  ),
  claim(
    'a linked list: const node = { run: fn, next: null }; tail.next = node; tail = node',
    `const node = { run: () => ask('ada'), next: null }; if (tail) tail.next = node; else head = node; tail = node`,
    'for (let job = head; job; job = job.next) job.run()',
    'let head = null; let tail = null',
  ),
  claim(
    'a linked list: head = { run: fn, next: head }',
    `head = { run: () => ask('ada'), next: head }`,
    'for (let job = head; job; job = job.next) job.run()',
    'let head = null',
  ),
  claim(
    'a chain of promises: tail = tail.then(fn)',
    `tail = tail.then(() => ask('ada')); await tail`,
    'release(); await tail',
    'let release; let tail = new Promise((resolve) => { release = resolve })',
  ),
  claim(
    'disposables.push(onPaid(fn)), which gives what takes it away',
    `disposables.push(onPaid(() => ask('ada')))`,
    `bus.emit('paid')`,
    `const disposables = []; const onPaid = (fn) => { bus.on('paid', fn); return () => bus.off('paid', fn) }`,
  ),
  claim(
    'return [onPaid(fn), onLeft(fn)], to be called at the end',
    `const off = [on('paid', () => ask('ada')), on('left', () => ask('ada'))]; later(9000).then(() => { for (const each of off) each() })`,
    `bus.emit('paid'); bus.emit('left')`,
    `const on = (name, fn) => { bus.on(name, fn); return () => bus.off(name, fn) }`,
  ),
  claim(
    'new Query(text).on(name, fn)',
    `queries.push(new Query('select 1').on('row', () => ask('ada')))`,
    `for (const query of queries) query.emit('row')`,
    'const queries = []; class Query extends EventEmitter { constructor(text) { super(); this.text = text } }',
  ),
  claim(
    'task.callback = fn; jobs.push(task)',
    `const task = { id: 1 }; task.callback = () => ask('ada'); jobs.push(task)`,
    'for (const job of jobs.splice(0)) job.callback()',
    jobs,
  ),
  claim(
    'a default value: function enlist(job = () => …) { jobs.push(job) }',
    'enlist()',
    runs,
    `${jobs}; const enlist = (job = () => ask('ada')) => { jobs.push(job) }`,
  ),
  claim(
    'listOf(pending, key).push(fn)',
    `listOf(pending, 'a').push(() => ask('ada'))`,
    `for (const job of listOf(pending, 'a')) job()`,
    `${pending}; const listOf = (all, key) => (all[key] ??= [])`,
  ),
  claim(
    'db.run(sql, function (error) { … }), as sqlite3 has it',
    `db.run('select 1', function (error) { if (!error && this === db) ask('ada') })`,
    'db.next()',
    `${jobs}; const db = { run(sql, fn) { jobs.push(fn) }, next() { jobs.shift().call(db, null) } }`,
  ),
  claim(
    'bus.on(name, function onPaid() { bus.off(name, onPaid); … })',
    `bus.on('paid', function onPaid() { bus.off('paid', onPaid); ask('ada') })`,
    `bus.emit('paid')`,
  ),
  claim(
    'const cancel = scheduleJob(name, fn); jobs.set(id, cancel)',
    `const cancel = scheduleJob('mail', () => ask('ada')); cancels.set(1, cancel)`,
    'for (const job of scheduled.values()) job()',
    `const scheduled = new Map(); const cancels = new Map(); const scheduleJob = (name, fn) => { scheduled.set(name, fn); return () => scheduled.delete(name) }`,
  ),
  claim(
    'const watcher = watch(path, fn); and watcher.close() at the end',
    `const watcher = watch('a', () => ask('ada')); later(9000).then(() => watcher.close())`,
    'for (const each of watching) each()',
    `const watching = new Set(); const watch = (path, fn) => { watching.add(fn); return { close() { watching.delete(fn) } } }`,
  ),
  claim(
    'await Promise.race([work, new Promise((resolve) => bus.once(name, () => { …; resolve() }))])',
    `await Promise.race([later(1000), new Promise((resolve) => bus.once('paid', () => { ask('ada'); resolve() }))])`,
    `bus.emit('paid')`,
  ),
  claim(
    'undo.push(() => …), rolled back by another request',
    `const undo = []; stacks.push(undo); undo.push(() => ask('ada'))`,
    'for (const undo of stacks) while (undo.length) undo.pop()()',
    'const stacks = []',
  ),
]
