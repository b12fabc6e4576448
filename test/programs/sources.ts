import { affordable, type Context, type Kind, once, spend, type Writer } from './context.ts'
import { build, call, closure, handed, see } from './functions.ts'
import { both, type Part, t } from './tree.ts'

/** Something to loop over in `ctx`. By hand every hidden step of it is given the scope of the loop. */
export function syncSource(writer: Writer, ctx: Context): Part {
  const { random } = writer
  switch (random.int(6)) {
    case 0:
      return t`[${item(writer, ctx)}, ${item(writer, ctx)}]`
    case 1:
      return stepped(
        ctx,
        lasting(writer, ctx, (inner) => iterator(writer, inner, false)),
      )
    case 2:
      return stepped(ctx, source(writer, ctx, 'source'))
    default:
      return generator(writer, ctx, 'gen')
  }
}

export function asyncSource(writer: Writer, ctx: Context): Part {
  const { random } = writer
  switch (random.int(10)) {
    case 0:
      return t`[ticks(1), ${item(writer, ctx)}, Promise.resolve(${item(writer, ctx)})]`
    case 1:
    case 2:
      return stepped(
        ctx,
        lasting(writer, ctx, (inner) => iterator(writer, inner, true)),
      )
    case 3:
      return stepped(ctx, source(writer, ctx, 'stream'))
    case 4:
      return stepped(
        ctx,
        lasting(writer, ctx, (inner) => iterator(writer, inner, false)),
      )
    case 5:
      return generator(writer, ctx, 'gen')
    case 6:
      return stepped(ctx, broken(writer, ctx))
    default:
      return generator(writer, ctx, 'agen')
  }
}

const item = (writer: Writer, ctx: Context): Part => writer.expression(ctx, 1)

const stepped = (ctx: Context, iterable: Part): Part => both(iterable, t`stepped(${ctx.s}, ${iterable})`)

/** Made by the first request and kept, at times: then the place where it is written is no help any more. */
export function lasting(writer: Writer, ctx: Context, make: (ctx: Context) => Part): Part {
  if (!writer.random.chance(0.4)) return make(ctx)
  const slot = writer.name('q')
  return t`(shared.${slot} ??= ${make(once(ctx))})`
}

/** An iterable that is not compiled and calls back at every step. */
function source(writer: Writer, ctx: Context, helper: 'source' | 'stream'): Part {
  const built = closure(writer, ctx, 'sync', 1)
  spend(ctx, built.cost * 3)
  return call(ctx, helper, '2', built.part)
}

/** A call of a generator in sight, or of one written in place. */
export function generator(writer: Writer, ctx: Context, kind: Kind): Part {
  const { random } = writer
  const arg = item(writer, ctx)
  const found = ctx.env.filter(
    (binding) => binding.type === 'function' && binding.kind === kind && affordable(ctx, binding.cost),
  )
  if (found.length > 0 && random.chance(0.75)) {
    const binding = random.pick(found)
    spend(ctx, binding.cost)
    return random.chance(0.3) ? call(ctx, binding.name, arg, `'more'`) : call(ctx, binding.name, arg)
  }
  const built = build(writer, ctx, { kind, style: 'expression', size: 2 })
  spend(ctx, built.cost)
  return call(ctx, t`(${built.part})`, arg)
}

/** An object with the protocol written out, its methods functions of the program. */
export function iterator(writer: Writer, ctx: Context, async: boolean): Part {
  const { random } = writer
  const kinds: Kind[] = async ? ['sync', 'async'] : ['sync']
  let cost = 0
  const method = (name: string, last: boolean): Part => {
    const kind = random.pick(kinds)
    const built = build(writer, ctx, {
      kind,
      style: 'method',
      name,
      params: [writer.name('a')],
      body: (inner) => {
        const stop = last
          ? 'return { done: true, value: 9 }'
          : 'if (this.k++ % 3 === 2) return { done: true, value: 8 }'
        const items: Part[] = last ? [] : [stop]
        items.push(...writer.statements(inner, random.int(3)))
        if (last && random.chance(0.1)) items.push(`return 5`)
        items.push(last ? stop : t`return { done: false, value: ${item(writer, inner)} }`)
        return items
      },
    })
    cost += built.cost
    return built.part
  }
  const key = async ? 'Symbol.asyncIterator' : 'Symbol.iterator'
  if (random.chance(0.2) && writer.allows('generator as iterable')) {
    // The iterator may be a generator: what steps it does not matter, only who asked for it.
    const built = build(writer, ctx, {
      kind: async ? 'agen' : 'gen',
      style: 'method',
      name: `[${key}]`,
      size: 3,
    })
    spend(ctx, built.cost)
    return t`({ ${built.part} })`
  }
  const begin = build(writer, ctx, {
    kind: 'sync',
    style: 'method',
    name: `[${key}]`,
    params: [],
    body: (inner) => [see(writer, inner), 'return this'],
  })
  const parts: Part[] = ['({ k: 0, ', begin.part, ', ', method('next', false)]
  if (random.chance(0.7)) parts.push(', ', method('return', true))
  if (random.chance(0.3)) parts.push(', ', method('throw', true))
  parts.push(' })')
  spend(ctx, cost * 2)
  return { type: 'seq', parts }
}

/** A stream that throws at once, in one of the places where it can. */
function broken(writer: Writer, ctx: Context): Part {
  const { random } = writer
  const thrown = `throw new Error('e${String(writer.label())}')`
  const method = (name: string, body: Part, kind: Kind = 'sync') =>
    build(writer, ctx, {
      kind,
      style: 'method',
      name,
      params: [],
      body: (inner) => [see(writer, inner), body],
    }).part
  spend(ctx, 3)
  const fine = method('[Symbol.asyncIterator]', 'return this')
  const close = method(
    'return',
    random.pick(['return {}', thrown, 'return 5']),
    random.pick(['sync', 'async']),
  )
  return random.pick<() => Part>([
    () => 'null',
    () => '({})',
    () => t`({ ${method('[Symbol.asyncIterator]', thrown)} })`,
    () => t`({ ${method('[Symbol.asyncIterator]', 'return 5')} })`,
    () => t`({ ${fine} })`,
    () => t`({ ${fine}, ${method('next', thrown)}, ${close} })`,
    () => t`({ ${fine}, ${method('next', thrown, 'async')}, ${close} })`,
    () => t`({ ${fine}, ${method('next', 'return 5')}, ${close} })`,
    () =>
      t`({ ${fine}, k: 0, ${method('next', t`return { done: this.k++ > 1, value: Promise.reject(new Error('e${String(writer.label())}')).catch(${handed('null', '() => 7')}) }`)}, ${close} })`,
    () =>
      t`({ ${method('[Symbol.iterator]', 'return this')}, k: 0, ${method('next', t`return { done: this.k++ > 1, value: Promise.reject(new Error('e${String(writer.label())}')) }`)}, ${close} })`,
  ])()
}
