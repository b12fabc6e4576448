// What is still given to another request, or to none, and why. What gets better leaves this list: the test fails until it does.
import type { Phase } from './run.ts'

export interface Reason {
  /** For people: what `bind(fn)` is for. */
  why: string
  gives: 'another' | 'none'
  phases: readonly Phase[]
  claims: readonly string[]
}

const both = ['open', 'over'] as const

/** Callbacks that wait, and are run as the request that runs them. `bind(fn)` pins each. */
const waiting = {
  named: {
    why: 'it goes through a name that stands for more than the function',
    gives: 'another',
    phases: both,
    claims: ['const { job } = { job: fn }; jobs.push(job)', 'task.callback = fn; jobs.push(task)'],
  },
  defaulted: {
    why: 'a default value is its caller’s: the call that it stands for is seen by nobody',
    gives: 'another',
    phases: both,
    claims: ['a default value: function enlist(job = () => …) { jobs.push(job) }'],
  },
  returned: {
    why: 'a function gives it back, or it is part of a class: that is its caller’s',
    gives: 'another',
    phases: both,
    claims: [
      'jobs.push(makeJob(user)), of a factory of the module',
      'jobs.push({ get run() { return fn } })',
      'a class in ada’s request, whose method bob calls',
      'jobs.push(new (class { run = fn })())',
    ],
  },
  constructed: {
    why: 'a constructor is given it: what is constructed may be for whoever comes, but where that is handed on at once',
    gives: 'another',
    phases: both,
    claims: [
      'DataLoader: one for each request, whose batch another request’s flush runs',
      'const task = new Task(fn); queue.enqueue(task)',
      'new Job(fn), which enters itself',
    ],
  },
  shapes: {
    why: 'by its parameters it is a middleware, or by the call a registration',
    gives: 'another',
    phases: both,
    claims: [
      'client.send(params, (request, response) => …)',
      'cache.get("/users/1", fn), which looks like a route',
      'client.post("/users", { body, handler: fn }), which looks like a route',
      'queue.use(fn), which looks like a middleware',
      'builder.query(fn), which looks like a procedure',
      'a tagged template, whose value is a function',
    ],
  },
  guarded: {
    why: 'it stands where something is made once, to all appearances, for whoever comes',
    gives: 'another',
    phases: both,
    claims: [
      'an object of one request that loads once, from an event',
      'a cache miss that waits: if (cache.has(key)) return; cache.set(key, 1); pool.connect(fn)',
      'a lock: if (busy) return; busy = true; bus.once(name, () => { busy = false; … })',
      'done once for each id: if (seen.has(id)) return; seen.add(id); bus.once(…)',
      'a thing of the request: class Order { send() { if (this.sent) return; this.sent = true; bus.once(…) } }',
    ],
  },
} satisfies Record<string, Reason>

/** What the first request makes, and is its own. */
const made = {
  unseen: {
    why: 'nothing shows that it is made once: it is the first request’s while that is open',
    gives: 'another',
    phases: ['open'],
    claims: [
      'try { return need(orders) } catch { orders = … }',
      'switch (state) { case "new": state = "ready"; bus.on(…) }',
      'switch (this.state) { case "idle": this.state = "open"; this.listen() }',
      'setup steps in a list, run once',
      'if (listeners.size > 0) return; listeners.add(1); bus.on(…)',
      'if (bus.listenerCount(name) === 0) bus.on(…)',
      'if (!timers.size) bus.on(…); timers.add(1)',
      'if (list.length === 0) { list.push(1); bus.on(…) }',
      'if (installed.includes(name)) return; installed.push(name); bus.on(…)',
      'if (!installed.includes(name)) { installed.push(name); bus.on(…) }',
      'if (list.some(…)) return; list.push(…); bus.on(…)',
      'a default value: function work(orders = (kept ??= new Orders(bus)))',
      'a member of a parameter: if (!app.orders) app.orders = new Orders(bus)',
      'a member of the request’s app: req.app.locals.orders ??= new Orders(bus)',
      'const client = createClient({ onError: fn }); kept.push(client), made without asking',
      'a flag in a factory that registers a hook: hooks.push(() => { if (done) return; done = true; bus.on(…) })',
    ],
  },
  awaited: {
    why: 'whoever awaits a call waits for what it was given, as for a row that a cache misses',
    gives: 'another',
    phases: ['open'],
    claims: [
      'if (booted) return; booted = true; await client.subscribe(name, fn)',
      'consumer ??= await start(); await consumer.run({ eachMessage: fn })',
    ],
  },
  uncompiled: {
    why: 'a package that is not compiled calls it from a job of its own: nobody but its author is known',
    gives: 'another',
    phases: both,
    claims: ['DataLoader: loader ??= new DataLoader(fn)', 'p-memoize: load ??= pMemoize(fn)'],
  },
  middleware: {
    why: 'a middleware in a function, which a package that is not compiled calls from a job of its own',
    gives: 'another',
    phases: both,
    claims: ['tRPC: a middleware that the first request makes, without asking'],
  },
} satisfies Record<string, Reason>

const others = {
  scopes: {
    why: 'a callback is its author’s, also in another scope that was opened elsewhere: pass the scope’s own run(fn)',
    gives: 'another',
    phases: both,
    claims: ['another request’s scope: runIn(scope, fn), opened outside'],
  },
} satisfies Record<string, Reason>

export const limits: Readonly<Record<string, Reason>> = { ...waiting, ...made, ...others }

export { rightWhenOver } from './over.ts'
