import {
  affordable,
  type Context,
  isAsync,
  once,
  type StatementKind,
  value,
  type Writer,
  within,
} from '../context.ts'
import { leaf, someCall } from '../expressions.ts'
import { see } from '../functions.ts'
import { asyncSource, syncSource } from '../sources.ts'
import { block, type Part, statement, t } from '../tree.ts'

/** A pattern whose defaults call, for values of any shape but null and undefined. */
export function pattern(writer: Writer, ctx: Context): Part {
  const { random } = writer
  const name = writer.name('d')
  const first = random.chance(0.4) ? (someCall(writer, ctx, 0) ?? see(writer, ctx)) : see(writer, ctx)
  ctx.env.push(value(name))
  if (random.chance(0.6)) return t`{ ${name} = ${first} }`
  const other = writer.name('d')
  const second = see(writer, ctx)
  ctx.env.push(value(other))
  return random.chance(0.5)
    ? t`{ p: { ${name} = ${first} } = {}, ...${other} }`
    : t`{ ${name} = ${first}, [show(${see(writer, ctx)})]: ${other} = ${second} }`
}

/** A condition on a value that requests do not share, so that they take different ways. */
export const sometimes = (writer: Writer, ctx: Context): Part => {
  const values = ctx.env.filter((binding) => binding.type === 'value')
  const name = values.length > 0 ? writer.random.pick(values).name : '1'
  return writer.random.pick<() => Part>([
    () => t`${name} % 2 === ${String(writer.random.int(2))}`,
    () => t`turn(${String(writer.random.int(4))})`,
    () => t`${leaf(writer, ctx)} > 0`,
  ])()
}

/** A jump out of a loop or block that stands around. */
export function jump(w: Writer, ctx: Context): Part {
  const ways: string[] = []
  if (ctx.breakable) ways.push('break')
  if (ctx.continuable) ways.push('continue')
  for (const { name, loop } of ctx.labels) {
    ways.push(`break ${name}`)
    if (loop) ways.push(`continue ${name}`)
  }
  return statement`if (${sometimes(w, ctx)}) ${w.random.pick(ways)}`
}

const assignable = (ctx: Context) => ctx.env.filter((binding) => binding.type === 'value').slice(-6)

const patternValue = (writer: Writer, ctx: Context): Part => t`(${writer.expression(ctx, 2)} ?? {})`

export const basic: StatementKind[] = [
  { name: 'see', weight: 6, make: (w, ctx) => statement`${see(w, ctx, w.expression(ctx, 2))}` },
  { name: 'expression', weight: 2, make: (w, ctx) => statement`void ${w.expression(ctx, 3)}` },
  {
    name: 'call',
    weight: 8,
    make: (w, ctx) => statement`${see(w, ctx, someCall(w, ctx, 1) ?? leaf(w, ctx))}`,
  },
  {
    name: 'declare',
    weight: 6,
    make: (w, ctx) => {
      const made = w.expression(ctx, 3)
      const name = w.name('v')
      ctx.env.push(value(name))
      return statement`let ${name} = ${made}`
    },
  },
  {
    name: 'assign',
    weight: 3,
    when: (ctx) => assignable(ctx).length > 0,
    make: (w, ctx) => {
      const { name, outer } = w.random.pick(assignable(ctx))
      // Compound assignments read their left side before an await on the right.
      const sign = w.random.pick(['=', '+=', '+=', '??=', '||=', '&&='])
      const first = outer && sign.length === 3 ? once(ctx) : ctx
      return statement`${name} ${sign} ${w.expression(first, 2)}`
    },
  },
  {
    name: 'assign member',
    weight: 1,
    make: (w, ctx) => {
      const sign = w.random.pick(['=', '+=', '??='])
      const name = w.name('o')
      return statement`const ${name} = { p: 1 }; ${name}[show(${w.expression(ctx, 1)})] ${sign} ${w.expression(ctx, 2)}; ${see(w, ctx, name)}`
    },
  },
  {
    name: 'destructure',
    weight: 2,
    make: (w, ctx) => {
      const from = patternValue(w, ctx)
      return statement`let ${pattern(w, ctx)} = ${from}`
    },
  },
  {
    name: 'destructure array',
    weight: 1.5,
    make: (w, ctx) => {
      const from = syncSource(w, ctx)
      const first = w.name('d')
      const second = w.name('d')
      const part = statement`let [${first} = ${see(w, ctx)}, ${w.random.chance(0.5) ? '...' : ''}${second}] = ${from}`
      ctx.env.push(value(first), value(second))
      return part
    },
  },
  {
    name: 'destructuring assignment',
    weight: 1,
    when: (ctx) => assignable(ctx).length > 0,
    make: (w, ctx) => {
      const { name } = w.random.pick(assignable(ctx))
      return w.random.chance(0.5)
        ? statement`({ p: ${name} = ${see(w, ctx)} } = ${patternValue(w, ctx)})`
        : statement`[${name} = ${see(w, ctx)}, ({})[show(${see(w, ctx)})]] = [${w.expression(ctx, 2)}]`
    },
  },
  {
    name: 'if',
    weight: 3,
    make: (w, ctx) => {
      const test = sometimes(w, ctx)
      const then = block(w.statements(within(ctx), 3))
      if (w.random.chance(0.5)) return statement`if (${test}) ${then}`
      return statement`if (${test}) ${then} else ${block(w.statements(within(ctx), 2))}`
    },
  },
  {
    // Edits in place must hold where a statement stands without a block.
    name: 'if without block',
    weight: 1.5,
    make: (w, ctx) => {
      const test = w.expression(ctx, 1)
      const lone = (): Part => {
        if (isAsync(ctx) && affordable(ctx, 20) && w.random.chance(0.4)) {
          const from = asyncSource(w, ctx)
          const inner = within(ctx, { times: ctx.times * 3 })
          return t`for await (let ${pattern(w, inner)} of ${from}) ${see(w, inner, w.expression(inner, 1))}`
        }
        return t`${w.expression(ctx, 2)}`
      }
      return statement`if (${test}) ${lone()}; else ${lone()}`
    },
  },
  {
    name: 'throw',
    weight: 1,
    make: (w, ctx) => {
      const thrown = w.random.chance(0.6)
        ? t`new Error('e${String(w.label())}')`
        : t`{ e: ${w.expression(ctx, 1)} }`
      return statement`if (${sometimes(w, ctx)}) throw ${thrown}`
    },
  },
  {
    name: 'return',
    weight: 1.2,
    when: (ctx) => ctx.returns,
    make: (w, ctx) => statement`if (${sometimes(w, ctx)}) return ${w.expression(ctx, 2)}`,
  },
  {
    name: 'try',
    weight: 5,
    make: (w, ctx) => {
      const guarded = block([
        ...w.statements(within(ctx), 3),
        ...(w.random.chance(0.4) ? [statement`throw new Error('e${String(w.label())}')`] : []),
      ])
      const shape = w.random.int(4)
      const caught = within(ctx)
      const head = w.random.pick<() => Part>([
        () => '',
        () => {
          const name = w.name('e')
          caught.env.push(value(name))
          return t`(${name}) `
        },
        () => (w.allows('pattern in catch') ? t`(${pattern(w, caught)}) ` : ''),
      ])()
      const handler = t` catch ${head}${block(w.statements(caught, 2))}`
      const last = within(ctx)
      const items = w.statements(last, 2)
      if (ctx.returns && w.random.chance(0.12)) items.push(statement`return ${w.expression(last, 1)}`)
      const final = t` finally ${block(items)}`
      if (shape === 0) return statement`try ${guarded}${final}`
      if (shape === 1) return statement`try ${guarded}${handler}${final}`
      return statement`try ${guarded}${handler}`
    },
  },
  {
    name: 'switch',
    weight: 2,
    make: (w, ctx) => {
      const subject = w.expression(ctx, 2)
      const inner = within(ctx, { breakable: true })
      const cases: Part[] = []
      const count = 2 + w.random.int(2)
      const odd = w.random.int(count + 2)
      for (let index = 0; index < count; index++) {
        if (index === odd) cases.push(t`default: ${block(w.statements(within(inner), 2))}`)
        const jump = w.random.chance(0.5) ? ' break;' : ''
        cases.push(t`case ${w.expression(ctx, 2)}: ${block(w.statements(within(inner), 2))}${jump}`)
      }
      return statement`switch (${subject}) ${block(cases)}`
    },
  },
  {
    name: 'labelled block',
    weight: 1,
    make: (w, ctx) => {
      const name = w.name('l')
      const inner = within(ctx, { labels: [...ctx.labels, { name, loop: false }] })
      return statement`${name}: ${block(w.statements(inner, 4))}`
    },
  },
  {
    name: 'jump',
    weight: 3,
    when: (ctx) => ctx.breakable || ctx.labels.length > 0,
    make: jump,
  },
]
