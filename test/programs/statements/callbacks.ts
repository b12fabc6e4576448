import {
  affordable,
  type Context,
  isAsync,
  type Kind,
  once,
  type StatementKind,
  spend,
  type Writer,
} from '../context.ts'
import { construct } from '../expressions.ts'
import { build, call, closure, handed, moduleScope, see } from '../functions.ts'
import { block, type Part, statement, t } from '../tree.ts'

const room = (ctx: Context) => affordable(ctx, 10) && ctx.depth < 4

/** What waits until some request comes by and runs it. */
const waiting = '(shared.waiting ??= [])'
const push = (fn: Part): Part => t`${waiting}.push(${fn})`

/** A function to be left there: somebody runs it twice at most. */
function left(w: Writer, ctx: Context, more: Parameters<typeof closure>[4] = {}): Part {
  const kind: Kind = w.random.chance(0.5) ? 'sync' : 'async'
  const built = closure(w, ctx, kind, 3, { handedOver: true, ...more })
  spend(ctx, built.cost)
  return built.part
}

/** Handed to a call that shows that it keeps nothing for others, in one of the ways in which that can be written. */
function handOver(w: Writer, ctx: Context): Part {
  const fn = left(w, ctx)
  return w.random.pick<() => Part>([
    () => push(fn),
    () => push(t`{ run: ${fn} }`),
    () => push(t`...[${fn}]`),
    () => push(t`(1, ${fn})`),
    () => push(t`turn(1) ? (${fn}) : null`),
    () => push(t`0 || (${fn})`),
    () => t`shared.last = ${push(fn)}`,
    () => push(call(ctx, 'keeper', fn)),
    () => push(t`new ${call(ctx, 'Holder', fn)}`),
    () => storedAs(`shared['w' + ${w.random.int(3)}]`, fn),
    () => storedAs('shared.onrun', fn),
    () => push(t`...[1].map(${handed(ctx.s, mapper(w, ctx))})`),
  ])()
}

/** Put among others, where somebody finds it who comes by. */
const storedAs = (place: string, fn: Part): Part => t`${place} = ${fn}; ${push(place)}`

/** What it gives goes where the list goes. */
function mapper(w: Writer, ctx: Context): Part {
  const built = build(w, ctx, {
    kind: 'sync',
    style: 'arrow',
    handedOver: true,
    body: (inner) => [statement`return ${left(w, inner)}`],
  })
  spend(ctx, built.cost)
  return built.part
}

/** Handed over, and yet not for its author. */
function giveAway(w: Writer, ctx: Context): Part {
  const fn = left(w, ctx, { handedOver: false })
  return w.random.pick<() => Part>([
    () => push(call(ctx, 'anyone', fn)),
    () => t`shared.last = new ${call(ctx, 'Holder', fn)}; ${push('shared.last')}`,
    () => t`shared.last = ${call(ctx, 'keeper', fn)}; ${push('shared.last')}`,
    () => t`shared.last = ${call(ctx, 'once', onlyOnce(w, ctx))}; ${push('shared.last')}`,
    () => push(left(w, ctx, { handedOver: false, params: ['req', 'next'] })),
    () => push(left(w, ctx, { handedOver: false, params: ['req', 'res'] })),
  ])()
}

/** A function that hands over another. */
function handingOver(w: Writer, ctx: Context): Part {
  const built = build(w, ctx, {
    kind: 'sync',
    style: 'arrow',
    handedOver: true,
    body: (inner) => [statement`${handOver(w, inner)}`],
  })
  spend(ctx, built.cost)
  return built.part
}

/** What is done once, for whoever comes: nothing in it is anybody's callback. */
function onceOnly(w: Writer, ctx: Context): Part[] {
  const first = once(ctx)
  const items: Part[] = []
  const count = 1 + w.random.int(2)
  for (let index = 0; index < count; index++)
    items.push(
      w.random.pick<() => Part>([
        () => statement`${handOver(w, first)}`,
        () => statement`${see(w, first, w.expression(first, 1))}`,
        () => statement`${call(first, w.random.pick(['queue.add', 'later']), handingOver(w, first))}`,
        () => statement`${call(first, w.random.pick(['queue.add', 'emitter.on', 'later']), left(w, first))}`,
      ])(),
    )
  return items
}

/** A function all of which is done once. */
function onlyOnce(w: Writer, ctx: Context): Part {
  const built = build(w, ctx, {
    kind: 'sync',
    style: 'arrow',
    params: [],
    body: (inner) => onceOnly(w, inner),
  })
  spend(ctx, built.cost)
  return built.part
}

/** Whose is what is handed over? */
export const callbacks: StatementKind[] = [
  {
    name: 'waiter',
    weight: 4,
    when: room,
    make: (w, ctx) => statement`${handOver(w, ctx)}`,
  },
  {
    // A method of an array calls on the spot what it is given; that of something else may call it later.
    name: 'lazy list',
    weight: 2,
    when: room,
    make: (w, ctx) =>
      statement`${call(ctx, w.random.pick(['lazily.map', 'lazily.forEach', 'lazily.find']), left(w, ctx))}`,
  },
  {
    name: 'given away',
    weight: 2,
    when: room,
    make: (w, ctx) => statement`${giveAway(w, ctx)}`,
  },
  {
    name: 'come by',
    weight: 3,
    when: (ctx) => affordable(ctx, 6) && ctx.s !== moduleScope,
    make: (w, ctx) => {
      const one = w.name('w')
      const run = call(ctx, `(${one}?.run?.[0] ?? ${one}?.run ?? ${one}?.fn ?? ${one})`, '4')
      const caught = t`catch { ${see(w, ctx)} }`
      return statement`for (const ${one} of ${waiting}.splice(0, 2)) try { ${see(w, ctx, run)} } ${caught}`
    },
  },
  {
    name: 'by name',
    weight: 3,
    when: (ctx) => room(ctx) && ctx.depth > 0,
    make: (w, ctx) => {
      const name = w.name('n')
      const style = w.random.pick(['const', 'let', 'function'])
      const kind: Kind = w.random.chance(0.5) ? 'sync' : 'async'
      const declared = style === 'function'
      const built = build(w, ctx, {
        kind,
        style: declared ? 'declaration' : 'arrow',
        ...(declared ? { name } : {}),
        handedOver: true,
        size: 3,
      })
      spend(ctx, built.cost * 2)
      const own = declared
        ? built.part
        : style === 'const'
          ? t`const ${name} = ${built.part}`
          : t`let ${name} = null; ${name} = ${built.part}`
      const run = kind === 'async' ? t`${call(ctx, name, '3')}.catch(fallback)` : call(ctx, name, '3')
      const used = w.random.chance(0.4) ? t`; ${see(w, ctx, run)}` : ''
      return statement`${own}${used}; ${push(name)}`
    },
  },
  {
    // A literal that has a name, and what a call gives.
    name: 'by the name of what holds it',
    weight: 2,
    when: (ctx) => room(ctx) && ctx.depth > 0,
    make: (w, ctx) => {
      const name = w.name('n')
      const fn = left(w, ctx)
      return w.random.pick<() => Part>([
        () => statement`const ${name} = { at: 1, run: ${fn} }; ${name}.at = 2; ${push(name)}`,
        () => statement`const ${name} = { run: ${fn} }; ${push(t`${name}.run`)}`,
        () => statement`const ${name} = [${fn}]; ${push(t`...${name}`)}`,
        () => statement`const ${name} = turn(1) ? ${fn} : null; ${push(name)}`,
        () => statement`const ${name} = ${call(ctx, 'keeper', fn)}; ${push(name)}`,
      ])()
    },
  },
  {
    name: 'by the name of what goes elsewhere',
    weight: 1.5,
    when: (ctx) => room(ctx) && ctx.depth > 0,
    make: (w, ctx) => {
      const name = w.name('n')
      const fn = left(w, ctx, { handedOver: false })
      return w.random.pick<() => Part>([
        () => statement`const ${name} = { run: ${fn} }; shared.last = ${name}; ${push(name)}`,
        () => statement`const ${name} = { run: ${fn} }; ${push(name)}; shared.last = ${name}['r' + 'un']`,
        () => statement`const ${name} = ${call(ctx, 'keeper', fn)}; shared.last = ${name}; ${push(name)}`,
        () => statement`const ${name} = ${call(ctx, 'anyone', fn)}; ${push(name)}`,
      ])()
    },
  },
  {
    // A test of what the author's own call has says nothing of others.
    name: 'flag of its author',
    weight: 2,
    when: (ctx) => room(ctx) && ctx.depth > 0 && ctx.s !== moduleScope,
    make: (w, ctx) => {
      const name = w.name('n')
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'arrow',
        handedOver: true,
        body: (inner) => [
          `if (${name}) return 0`,
          `${name} = 1`,
          statement`${handOver(w, inner)}`,
          statement`${see(w, inner, w.expression(inner, 1))}`,
        ],
      })
      spend(ctx, built.cost)
      return statement`let ${name} = 0; ${push(built.part)}`
    },
  },
  {
    name: 'replaces itself',
    weight: 1,
    when: (ctx) => room(ctx) && ctx.depth > 0,
    make: (w, ctx) => {
      const name = w.name('n')
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'arrow',
        params: [],
        body: (inner) => [...onceOnly(w, inner), `${name} = () => 0`],
      })
      spend(ctx, built.cost)
      return statement`let ${name} = ${built.part}; ${see(w, ctx, call(ctx, name))}`
    },
  },
  {
    // A name that goes elsewhere, that holds two functions, or that another function calls.
    name: 'by a name of many',
    weight: 2,
    when: (ctx) => room(ctx) && ctx.depth > 0,
    make: (w, ctx) => {
      const name = w.name('n')
      const fn = left(w, ctx, { handedOver: false })
      return w.random.pick<() => Part>([
        () => statement`const ${name} = ${fn}, ${w.name('d')} = ${name}; ${push(name)}`,
        () => statement`let ${name} = ${fn}; ${push(name)}; ${name} = ${left(w, ctx, { handedOver: false })}`,
        () => {
          const other = build(w, ctx, {
            kind: 'sync',
            style: 'arrow',
            params: [],
            body: (inner) => [statement`return ${call(inner, name, '2')}`],
          })
          return statement`const ${name} = ${fn}, ${w.name('d')} = ${other.part}; ${push(name)}`
        },
      ])()
    },
  },
  {
    name: 'settles its author',
    weight: 3,
    when: (ctx) => room(ctx) && isAsync(ctx),
    make: (w, ctx) => {
      const resolve = w.name('resolve')
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'arrow',
        params: [resolve],
        body: (inner) => {
          inner.env.splice(-1)
          const settles = build(w, inner, {
            kind: 'sync',
            style: 'arrow',
            handedOver: true,
            late: true,
            body: (deep) => [...w.statements(deep, 2), statement`${resolve}(1)`],
          })
          spend(inner, settles.cost)
          return [
            ...w.statements(inner, 1),
            statement`${push(settles.part)}`,
            statement`if (turn(1)) ${call(inner, 'over')}`,
            statement`setTimeout(${resolve}, 2)`,
          ]
        },
      })
      spend(ctx, built.cost)
      const executor = {
        type: 'both',
        written: built.part,
        threaded: t`handed(${ctx.s}, ${built.part})`,
      } as const
      return statement`${see(w, ctx, t`await new Promise(${executor})`)}`
    },
  },
  {
    name: 'boot',
    weight: 3,
    when: room,
    make: (w, ctx) => {
      const slot = `shared.${w.name('b')}`
      const items = onceOnly(w, ctx)
      const test = w.random.pick([`!${slot}`, `${slot} === undefined`, `turn(1) || !${slot}`])
      if (w.random.chance(0.5)) return statement`if (${test}) ${block([`${slot} = 1`, ...items])}`
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'arrow',
        params: [],
        body: (inner) => {
          const leave = w.random.pick([`if (${slot}) return 0`, `if (${slot} === 1) { return 0 }`])
          return [leave, ...onceOnly(w, inner), `${slot} = 1`]
        },
      })
      const name = w.name('c')
      spend(ctx, built.cost)
      return statement`const ${name} = ${built.part}; ${see(w, ctx, call(ctx, name))}`
    },
  },
  {
    name: 'made',
    weight: 3,
    when: room,
    make: (w, ctx) => {
      const slot = `shared.${w.name('b')}`
      const first = once(ctx)
      const classes = ctx.env.filter(({ type, cost }) => type === 'class' && affordable(ctx, cost))
      const functions = ctx.env.filter(
        ({ type, cost, kind }) => type === 'function' && kind === 'sync' && affordable(ctx, cost),
      )
      const ways: (() => Part)[] = [() => w.expression(first, 2)]
      if (classes.length > 0)
        ways.push(() => {
          const binding = w.random.pick(classes)
          spend(ctx, binding.cost)
          return construct(w, first, binding)
        })
      if (functions.length > 0)
        ways.push(() => {
          const { name, cost } = w.random.pick(functions)
          spend(ctx, cost)
          return call(first, name, w.expression(first, 1))
        })
      const made = w.random.pick(ways)()
      return w.random.pick<() => Part>([
        () => statement`${slot} ??= ${made}`,
        () => statement`${slot} || (${slot} = ${made})`,
        () => statement`${slot} = ${slot} ? ${slot} : (${slot} = ${made})`,
        () => (isAsync(ctx) ? statement`${slot} ??= await ${made}` : statement`${slot} ||= ${made}`),
      ])()
    },
  },
  {
    name: 'scope within',
    weight: 1.5,
    when: room,
    make: (w, ctx) => statement`${call(ctx, 'nested', left(w, ctx))}`,
  },
  {
    name: 'over',
    weight: 1.2,
    when: (ctx) => ctx.s !== moduleScope,
    make: (w, ctx) => statement`if (turn(${String(2 + w.random.int(4))})) ${call(ctx, 'over')}`,
  },
]
