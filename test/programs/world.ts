/** What a program runs in: a clock of its own, the trace, and jobs that must begin and end without a scope. */
export interface World {
  trace: string[]
  log(event: string): void
  /** Runs `fn` in a turn of the event loop of its own, `delay` units from now. */
  timer(fn: () => void, delay: number): void
  /** Runs a job's function: whatever it throws belongs to the trace. */
  job(fn: () => void): void
  /** Until nothing is left to do. */
  run(): Promise<void>
}

const MOST_EVENTS = 1500
const MOST_TIMERS = 400
const RULER = 24

/** `current` tells what the register holds where there is one: at the start and end of a job it must be empty. */
export function world(current: () => unknown): World {
  const trace: string[] = []
  let timers: { at: number; order: number; fn: () => void }[] = []
  let now = 0
  let turn = 0
  let order = 0
  let fired = 0
  let ticks = 0
  let left = 0
  let measuring = false

  const empty = (when: string) => {
    if (current() !== null) trace.push(`register not empty ${when}`)
  }
  // A ruler of microtasks beside the program: each event says at which of its marks it happened.
  const mark = () => {
    empty('in a microtask')
    ticks++
    if (left-- > 0) queueMicrotask(mark)
    else measuring = false
  }
  const measure = () => {
    left = RULER
    if (measuring) return
    measuring = true
    queueMicrotask(mark)
  }
  const log = (event: string) => {
    if (trace.length > MOST_EVENTS) throw new Error('too many events')
    trace.push(`${turn}.${ticks} ${event}`)
    measure()
  }
  const job = (fn: () => void) => {
    empty('when a job starts')
    try {
      fn()
    } catch (error) {
      trace.push(`${turn}.${ticks} job threw ${show(error)}`)
    }
    empty('when a job ends')
  }
  return {
    trace,
    log,
    job,
    timer: (fn, delay) => {
      timers.push({ at: now + Math.max(1, delay), order: order++, fn })
    },
    run: async () => {
      for (;;) {
        // All microtasks first: they may set timers.
        await new Promise((resolve) => setImmediate(resolve))
        if (timers.length === 0 || fired++ >= MOST_TIMERS) break
        timers.sort((a, b) => a.at - b.at || a.order - b.order)
        const [first] = timers
        if (!first) break
        timers = timers.slice(1)
        now = first.at
        turn++
        ticks = 0
        measure()
        job(first.fn)
      }
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** A value as text, without calling code of the program. */
export function show(value: unknown, depth = 2): string {
  switch (typeof value) {
    case 'function':
      return 'function'
    case 'string':
      return `'${value.slice(0, 60)}'`
    case 'object':
      break
    default:
      return String(value)
  }
  if (value === null) return 'null'
  if (value instanceof Error) return showError(value)
  if (value instanceof Promise) return 'promise'
  if (depth === 0) return '…'
  if (Array.isArray(value)) return `[${value.slice(0, 5).map((item) => show(item, depth - 1))}]`
  const fields = Object.entries(value).slice(0, 5)
  return `{${fields.map(([key, field]) => `${key}: ${show(field, depth - 1)}`)}}`
}

/** Errors of the program by their message; the engine's by name, for its messages quote the source. */
function showError(error: Error): string {
  if (error instanceof SuppressedError) return `suppressed(${show(error.error)}, ${show(error.suppressed)})`
  if (error instanceof AggregateError) return `all(${error.errors.map((inner) => show(inner))})`
  return /^(?:e\d+|too many events)$/.test(error.message) ? error.message : error.name
}
