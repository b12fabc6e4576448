import { affordable, type Context, isAsync, type StatementKind, spend, type Writer } from '../context.ts'
import { build, call, closure, handed, moduleScope, see } from '../functions.ts'
import { both, type Part, statement, t } from '../tree.ts'

/** A function written in place for somebody who may call it more than once. */
function parcel(writer: Writer, ctx: Context, times = 1): Part {
  const kind = writer.random.chance(0.5) ? 'sync' : 'async'
  const built = closure(writer, ctx, kind, 3, { handedOver: true })
  spend(ctx, built.cost * times)
  return built.part
}

const room = (ctx: Context) => affordable(ctx, 10) && ctx.depth < 5

/** A function by its name: declared in the program, or a parameter of it. */
function reference(ctx: Context, kinds: readonly string[], parameters: boolean) {
  return ctx.env.filter(
    (binding) =>
      binding.type === 'function' &&
      kinds.includes(binding.kind) &&
      affordable(ctx, binding.cost) &&
      (binding.own || (parameters && binding.name.startsWith('cb'))),
  )
}

/** Bound to the scope of the place: by hand a closure over it. What a module binds while it is evaluated is bound to nobody. */
const bound = (ctx: Context, fn: Part): Part => handed(ctx.s === moduleScope ? 'null' : ctx.s, fn)

/** Functions given to queues, pools, emitters and timers that all requests share. */
export const delivery: StatementKind[] = [
  {
    name: 'helper',
    weight: 8,
    when: room,
    make: (w, ctx) => {
      const helper = w.random.pick([
        'queue.add',
        'queue.add',
        'batch.add',
        'soon',
        'later',
        'stash.put',
        'twice',
      ])
      return statement`${call(ctx, helper, parcel(w, ctx))}`
    },
  },
  {
    name: 'pool',
    weight: 3,
    when: room,
    make: (w, ctx) => {
      const made = call(ctx, w.random.pick(['pool.run', 'retry']), parcel(w, ctx))
      if (isAsync(ctx) && w.random.chance(0.7)) return statement`${see(w, ctx, t`await ${made}`)}`
      return statement`void ${made}.catch(fallback)`
    },
  },
  {
    name: 'listen',
    weight: 2,
    when: room,
    make: (w, ctx) => statement`${call(ctx, 'emitter.on', parcel(w, ctx, 2))}`,
  },
  {
    name: 'emit',
    weight: 2,
    make: (w, ctx) => statement`${call(ctx, 'emitter.emit', w.expression(ctx, 1))}`,
  },
  {
    // A function that another request left behind, called by this one.
    name: 'stash',
    weight: 2,
    make: (w, ctx) => statement`${see(w, ctx, t`stash.take()?.${call(ctx, '', w.expression(ctx, 1))}`)}`,
  },
  {
    name: 'gate',
    weight: 1,
    when: isAsync,
    make: (w, ctx) =>
      w.random.chance(0.5)
        ? statement`${see(w, ctx, 'await gate.wait()')}`
        : statement`gate.open(${w.expression(ctx, 1)})`,
  },
  {
    name: 'timer',
    weight: 3,
    when: room,
    make: (w, ctx) => {
      const fn = handed('null', parcel(w, ctx))
      return w.random.pick<() => Part>([
        () => statement`setTimeout(${fn}, ${String(w.random.int(3))}, ${w.expression(ctx, 1)})`,
        () => statement`setImmediate(${fn})`,
        () => statement`queueMicrotask(${fn})`,
        () => statement`process.nextTick(${fn}, ${w.expression(ctx, 1)})`,
        () => statement`setInterval(${fn}, 1)`,
      ])()
    },
  },
  {
    name: 'timer by reference',
    weight: 3,
    when: (ctx) => reference(ctx, ['sync', 'async'], true).length > 0,
    make: (w, ctx) => {
      const binding = w.random.pick(reference(ctx, ['sync', 'async'], true))
      spend(ctx, binding.cost)
      const fn = bound(ctx, binding.name)
      return w.random.pick<() => Part>([
        () => statement`setTimeout(${fn}, ${String(w.random.int(3))}, ${w.expression(ctx, 1)})`,
        () => statement`setImmediate(${fn}, ${w.expression(ctx, 1)})`,
        () => statement`queueMicrotask(${fn})`,
        () => statement`process.nextTick(${fn}, ${w.expression(ctx, 1)})`,
        () => statement`setInterval(${fn}, 1)`,
      ])()
    },
  },
  {
    name: 'then',
    weight: 4,
    when: room,
    make: (w, ctx) => {
      const start = w.random.pick<() => Part>([
        () => t`Promise.resolve(${w.expression(ctx, 1)})`,
        () => t`ticks(${String(w.random.int(3))})`,
        () => t`Promise.reject(new Error('e${String(w.label())}'))`,
      ])()
      const links: Part[] = []
      const count = 1 + w.random.int(2)
      for (let index = 0; index < count; index++) {
        const fn = handed('null', parcel(w, ctx))
        links.push(
          w.random.pick<() => Part>([
            () => t`.then(${fn})`,
            () => t`.then(${fn}, ${handed('null', parcel(w, ctx))})`,
            () => t`.catch(${fn})`,
            () => t`.finally(${fn})`,
          ])(),
        )
      }
      const chain: Part = { type: 'seq', parts: [start, ...links] }
      if (isAsync(ctx) && w.random.chance(0.6)) return statement`${see(w, ctx, t`await ${chain}`)}`
      return statement`${chain}.catch(fallback)`
    },
  },
  {
    name: 'then by reference',
    weight: 3,
    when: (ctx) => reference(ctx, ['sync', 'async'], true).length > 0,
    make: (w, ctx) => {
      const binding = w.random.pick(reference(ctx, ['sync', 'async'], true))
      spend(ctx, binding.cost)
      // A parameter keeps its identity: it may be anybody's `resolve`.
      const fn = binding.own ? bound(ctx, binding.name) : handed('null', binding.name)
      const link = w.random.pick<() => Part>([
        () => t`Promise.resolve(${w.expression(ctx, 1)}).then(${fn})`,
        () => t`Promise.reject(new Error('e${String(w.label())}')).catch(${fn})`,
        () => t`ticks(1).finally(${fn})`,
        () => t`ticks(1).then(${fn}, ${fn})`,
      ])()
      if (isAsync(ctx) && w.random.chance(0.6)) return statement`${see(w, ctx, t`await ${link}`)}`
      return statement`${link}.catch(fallback)`
    },
  },
  {
    name: 'by reference, at once',
    weight: 1.5,
    when: (ctx) => reference(ctx, ['sync', 'async', 'gen'], true).length > 0,
    make: (w, ctx) => {
      const binding = w.random.pick(reference(ctx, ['sync', 'async', 'gen'], true))
      spend(ctx, binding.cost * 2)
      if (w.random.chance(0.5))
        return statement`${see(w, ctx, t`[1, 2].map(${handed(ctx.s, binding.name)})`)}`
      return statement`${call(ctx, w.random.pick(['queue.add', 'batch.add', 'twice', 'soon']), binding.name)}`
    },
  },
  {
    name: 'all',
    weight: 3,
    when: (ctx) => isAsync(ctx) && room(ctx),
    make: (w, ctx) => {
      const built = closure(w, ctx, 'async', 3, { handedOver: true })
      spend(ctx, built.cost * 2)
      const wait = w.random.pick(['all', 'allSettled', 'race', 'any'])
      return statement`${see(w, ctx, t`await Promise.${wait}([1, ${w.expression(ctx, 1)}].map(${handed(ctx.s, built.part)}))`)}`
    },
  },
  {
    name: 'executor',
    weight: 2,
    when: room,
    make: (w, ctx) => {
      const resolve = w.name('resolve')
      const reject = w.name('reject')
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'arrow',
        params: [resolve, reject],
        body: (inner) => {
          // They are functions of nobody: not to be shown, added or called as the program's own.
          inner.env.splice(-2)
          const end = w.random.pick<() => Part>([
            () => t`${resolve}(${w.expression(inner, 1)})`,
            () => t`setTimeout(${resolve}, 1, ${w.expression(inner, 1)})`,
            () => t`ticks(1).then(${resolve}, ${reject})`,
            () => t`${reject}(new Error('e${String(w.label())}'))`,
            () => t`queueMicrotask(${handed('null', t`(${both('', 'g')}) => ${resolve}(1)`)})`,
          ])()
          return [...w.statements(inner, 2), statement`${end}`]
        },
      })
      spend(ctx, built.cost)
      const made = t`new Promise(${handed(ctx.s, built.part)})`
      if (isAsync(ctx) && w.random.chance(0.7)) return statement`${see(w, ctx, t`await ${made}`)}`
      return statement`${made}.catch(fallback)`
    },
  },
]
