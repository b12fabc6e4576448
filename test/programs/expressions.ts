import {
  affordable,
  type Binding,
  type Context,
  isAsync,
  isGenerator,
  type Kind,
  spend,
  type Writer,
} from './context.ts'
import { build, call, closure, handed, see } from './functions.ts'
import { syncSource } from './sources.ts'
import { both, hole, type Part, t } from './tree.ts'

interface Choice {
  weight: number
  when?(ctx: Context): boolean
  make(writer: Writer, ctx: Context, depth: number): Part
}

export function expression(writer: Writer, ctx: Context, depth = 2): Part {
  if (depth <= 0 || !affordable(ctx, 4)) return leaf(writer, ctx)
  const choice = writer.random.weighted(choices.filter(({ when }) => when?.(ctx) ?? true))
  return hole`${choice.make(writer, ctx, depth - 1)}`
}

/** Something cheap: a number, a variable, a call that records. */
export function leaf(writer: Writer, ctx: Context): Part {
  const { random } = writer
  const values = ctx.env.filter((binding) => binding.type === 'value')
  if (values.length > 0 && random.chance(0.5)) return random.pick(values.slice(-5)).name
  if (random.chance(0.5) && affordable(ctx, 1)) return see(writer, ctx)
  return random.pick(['0', '1', '2', `'v'`, 'null', 'undefined'])
}

const functions = (ctx: Context, kinds: readonly Kind[]) =>
  ctx.env.filter(
    (binding) => binding.type === 'function' && kinds.includes(binding.kind) && affordable(ctx, binding.cost),
  )

/** A call of a function of any kind, made into a value where this place can wait for one. */
export function invoke(
  writer: Writer,
  ctx: Context,
  callee: Part,
  kind: Kind,
  cost: number,
  arg: Part,
): Part {
  const { random } = writer
  spend(ctx, cost)
  // More than it declares, at times: for rest parameters and `arguments`.
  const made = random.chance(0.25) ? call(ctx, callee, arg, `'more'`) : call(ctx, callee, arg)
  switch (kind) {
    case 'sync':
      return made
    case 'async':
      if (isAsync(ctx) && random.chance(0.85)) return t`(await ${made})`
      return random.chance(0.4) ? made : t`${made}.catch(${handed('null', '() => 0')})`
    case 'gen':
      return random.pick<() => Part>([
        () => t`[...${made}]`,
        () => t`${made}.next().value`,
        () => t`Array.from(${made})`,
      ])()
    case 'agen':
      if (isAsync(ctx))
        return random.pick<() => Part>([
          () => t`(await ${made}.next()).value`,
          () => t`(await collect(${made}))`,
        ])()
      return t`collect(${made})`
  }
}

/** A call of some function that is in sight, or nothing. */
export function someCall(writer: Writer, ctx: Context, depth: number): Part | undefined {
  const { random } = writer
  const targets: (() => Part)[] = []
  for (const binding of ctx.env) {
    if (binding.type === 'function' && affordable(ctx, binding.cost))
      targets.push(() =>
        invoke(writer, ctx, binding.name, binding.kind, binding.cost, expression(writer, ctx, depth)),
      )
    if (binding.type === 'value') continue
    for (const method of binding.methods) {
      if (!affordable(ctx, method.cost + binding.cost)) continue
      targets.push(() => {
        const arg = expression(writer, ctx, depth)
        if (binding.type === 'class') spend(ctx, binding.cost)
        const target =
          binding.type === 'class'
            ? t`${construct(writer, ctx, binding)}${method.access}`
            : t`${binding.name}${method.access}`
        return invoke(writer, ctx, target, method.kind, method.cost, arg)
      })
    }
  }
  return targets.length > 0 ? random.pick(targets.slice(-8))() : undefined
}

export const construct = (writer: Writer, ctx: Context, binding: Binding): Part =>
  t`new ${call(ctx, binding.name, leaf(writer, ctx))}`

/** What an `await` waits for. */
function awaited(writer: Writer, ctx: Context, depth: number): Part {
  const { random } = writer
  switch (random.int(8)) {
    case 0:
      return expression(writer, ctx, depth)
    case 1:
      return t`Promise.resolve(${expression(writer, ctx, depth)})`
    case 2:
      return t`ticks(${String(random.int(4))})`
    case 3:
      return t`pause(${String(random.int(3))})`
    case 4:
      return t`Promise.all([${expression(writer, ctx, depth)}, ticks(2), ${expression(writer, ctx, depth)}])`
    case 5:
      if (random.chance(0.25)) return t`Promise.reject(new Error('e${String(writer.label())}'))`
      return t`ticks(1)`
    default: {
      const found = functions(ctx, ['async'])
      if (found.length === 0) return t`ticks(1)`
      const binding = random.pick(found.slice(-5))
      spend(ctx, binding.cost)
      return call(ctx, binding.name, expression(writer, ctx, depth))
    }
  }
}

const shallow = (ctx: Context) => ctx.depth < 4

const choices: Choice[] = [
  { weight: 3, make: leaf },
  { weight: 4, make: (w, ctx, depth) => see(w, ctx, expression(w, ctx, depth)) },
  { weight: 5, make: (w, ctx, depth) => someCall(w, ctx, depth) ?? leaf(w, ctx) },
  { weight: 7, when: isAsync, make: (w, ctx, depth) => t`(await ${awaited(w, ctx, depth)})` },
  {
    weight: 3,
    when: isGenerator,
    make: (w, ctx, depth) => t`(yield ${expression(w, ctx, depth)})`,
  },
  {
    weight: 1,
    make: (w, ctx, depth) => t`\`\${${text(w, ctx, depth)}}-\${${text(w, ctx, depth)}}\``,
  },
  {
    weight: 1,
    make: (w, ctx, depth) =>
      t`(${expression(w, ctx, depth)} ? ${expression(w, ctx, depth)} : ${expression(w, ctx, depth)})`,
  },
  {
    weight: 1,
    make: (w, ctx, depth) =>
      t`(${expression(w, ctx, depth)} ${w.random.pick(['&&', '||', '??'])} ${expression(w, ctx, depth)})`,
  },
  {
    // Keys and computed keys: what is evaluated in between a callee and its arguments.
    weight: 1,
    make: (w, ctx, depth) =>
      w.random.chance(0.5) || !w.allows('computed keys')
        ? t`[${expression(w, ctx, depth)}, ${expression(w, ctx, depth)}][${String(w.random.int(2))}]`
        : t`({ [String(${text(w, ctx, depth)})]: ${expression(w, ctx, depth)}, k: ${leaf(w, ctx)} })[String(${text(w, ctx, depth)})]`,
  },
  {
    weight: 1,
    make: (w, ctx, depth) => t`(${expression(w, ctx, depth)}, ${expression(w, ctx, depth)})`,
  },
  {
    weight: 0.7,
    make: (w, ctx, depth) => t`({ ...${expression(w, ctx, depth)}, k: ${expression(w, ctx, depth)} }).k`,
  },
  {
    weight: 1.5,
    when: shallow,
    make: (w, ctx) => {
      const kind: Kind = isAsync(ctx) && w.random.chance(0.5) ? 'async' : 'sync'
      const built = build(w, ctx, {
        kind,
        style: w.random.pick(['arrow', 'expression']),
        called: true,
        size: 2,
      })
      return invoke(w, ctx, t`(${built.part})`, kind, built.cost, leaf(w, ctx))
    },
  },
  {
    weight: 1,
    make: (w, ctx, depth) => {
      const found = functions(ctx, ['sync'])
      if (found.length === 0) return t`undefined?.(${see(w, ctx)})`
      const binding = w.random.pick(found)
      spend(ctx, binding.cost)
      const target = w.random.pick<Part>([
        binding.name,
        t`({ f: ${binding.name} })?.f`,
        t`({ f: ${binding.name} }).none`,
      ])
      return t`${target}?.${call(ctx, '', expression(w, ctx, depth))}`
    },
  },
  {
    weight: 1,
    make: (w, ctx, depth) => {
      const found = functions(ctx, ['sync'])
      const text = t`\`a\${${expression(w, ctx, depth)}}b\``
      if (found.length === 0) return t`String.raw${text}`
      const { name, cost } = w.random.pick(found)
      spend(ctx, cost)
      return t`${both(name, t`handed(${ctx.s}, ${name})`)}${text}`
    },
  },
  {
    weight: 1,
    make: (w, ctx, depth) => {
      const list =
        w.random.chance(0.5) && affordable(ctx, 10) && shallow(ctx)
          ? syncSource(w, ctx)
          : t`[${expression(w, ctx, depth)}, ${leaf(w, ctx)}]`
      const found = functions(ctx, ['sync'])
      if (found.length === 0 || w.random.chance(0.4)) return t`[...${list}, ${leaf(w, ctx)}]`
      const { name, cost } = w.random.pick(found)
      spend(ctx, cost)
      return call(ctx, name, t`...${list}`)
    },
  },
  {
    // Functions of the language that call back at once hand on what they were called with.
    weight: 1.5,
    when: shallow,
    make: (w, ctx, depth) => {
      const built = closure(w, ctx, 'sync', 1, { handedOver: true })
      spend(ctx, built.cost * 2)
      const list = t`[${expression(w, ctx, depth)}, ${leaf(w, ctx)}]`
      const fn = handed(ctx.s, built.part)
      return w.random.pick<() => Part>([
        () => t`${list}.map(${fn})`,
        () => t`${list}.flatMap(${fn})`,
        () => t`Array.from(${list}, ${fn})`,
        () => t`listed(1, ${leaf(w, ctx)}).map(${fn})`,
        () => t`listed(${list})[0].some(${fn})`,
        () => t`[2, 1].sort(${fn})`,
        () => t`'ab'.replace(/[ab]/g, ${fn})`,
        () => t`${list}.reduce(${fn}, 0)`,
      ])()
    },
  },
  {
    weight: 0.7,
    make: (w, ctx) => {
      const found = ctx.env.filter((binding) => binding.type === 'class' && affordable(ctx, binding.cost))
      if (found.length === 0) return leaf(w, ctx)
      const binding = w.random.pick(found)
      spend(ctx, binding.cost)
      return t`(${construct(w, ctx, binding)}).x`
    },
  },
]

/** A value that can become a string without calling code of the program. */
const text = (w: Writer, ctx: Context, depth: number): Part => t`show(${expression(w, ctx, depth)})`
