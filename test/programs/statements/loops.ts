import {
  affordable,
  type Context,
  inLoop,
  isAsync,
  type StatementKind,
  value,
  type Writer,
} from '../context.ts'
import { build, call, see } from '../functions.ts'
import { asyncSource, syncSource } from '../sources.ts'
import { block, type Part, statement, t } from '../tree.ts'
import { jump, pattern } from './basic.ts'

interface Loop {
  label: Part
  inner: Context
}

/** A loop's inside, sometimes with a label that inner loops can jump to. */
function loop(writer: Writer, ctx: Context, times: number): Loop {
  if (writer.random.chance(0.6)) return { label: '', inner: inLoop(ctx, times) }
  const name = writer.name('l')
  return {
    label: writer.random.chance(0.2) ? `${writer.name('l')}: ${name}: ` : `${name}: `,
    inner: inLoop(ctx, times, { labels: [...ctx.labels, { name, loop: true }] }),
  }
}

function head(writer: Writer, inner: Context): Part {
  // Heads that assign to what is there already.
  const values = inner.env.filter((binding) => binding.type === 'value').slice(-3)
  if (values.length > 0 && writer.random.chance(0.12)) {
    const { name } = writer.random.pick(values)
    return writer.random.pick<() => Part>([
      () => name,
      () => t`[${name} = ${see(writer, inner)}]`,
      () => t`{ p: ${name} = ${see(writer, inner)} }`,
      () => t`({})[show(${see(writer, inner)})]`,
    ])()
  }
  if (writer.random.chance(0.1)) return t`var ${writer.name('w')}`
  if (writer.random.chance(0.45)) return t`let ${pattern(writer, inner)}`
  const name = writer.name('x')
  inner.env.push(value(name))
  return writer.random.chance(0.3) ? t`let [${name} = ${see(writer, inner)}]` : `let ${name}`
}

const room = (ctx: Context) => affordable(ctx, 15) && ctx.times <= 6

export const loops: StatementKind[] = [
  {
    name: 'for',
    weight: 2,
    when: room,
    make: (w, ctx) => {
      const name = w.name('i')
      const start = w.random.chance(0.3) ? t`, ${w.name('v')} = ${w.expression(ctx, 2)}` : ''
      const { label, inner } = loop(w, ctx, 2)
      const test = w.random.chance(0.3) ? t` && ${w.expression(inner, 2)} !== 'no'` : ''
      const step = w.random.chance(0.3) ? t`, ${w.expression(inner, 2)}` : ''
      const body = within(w, inner, [])
      return statement`${label}for (let ${name} = 0${start}; ${name} < 2${test}; ${name}++${step}) ${body}`
    },
  },
  {
    name: 'while',
    weight: 1.5,
    when: room,
    make: (w, ctx) => {
      const name = w.name('k')
      const { label, inner } = loop(w, ctx, 2)
      const test = t`${name}++ < 2 && ${w.expression(inner, 2)} !== 'no'`
      return w.random.chance(0.6)
        ? statement`let ${name} = 0; ${label}while (${test}) ${within(w, inner, [])}`
        : statement`let ${name} = 0; ${label}do ${within(w, inner, [])} while (${test})`
    },
  },
  {
    name: 'for in',
    weight: 0.7,
    when: room,
    make: (w, ctx) => {
      const from = w.random.chance(0.5) ? t`[${w.expression(ctx, 1)}, 1]` : t`{ p: ${w.expression(ctx, 2)} }`
      const name = w.name('x')
      const { label, inner } = loop(w, ctx, 2)
      inner.env.push(value(name))
      return statement`${label}for (let ${name} in ${from}) ${within(w, inner, [])}`
    },
  },
  {
    name: 'for of',
    weight: 3,
    when: room,
    make: (w, ctx) => {
      const from = syncSource(w, ctx)
      const { label, inner } = loop(w, ctx, 3)
      return statement`${label}for (${head(w, inner)} of ${from}) ${within(w, inner, [])}`
    },
  },
  {
    name: 'for await',
    weight: 7,
    when: (ctx) => isAsync(ctx) && room(ctx),
    make: (w, ctx) => {
      const from = asyncSource(w, ctx)
      const { label, inner } = loop(w, ctx, 3)
      return statement`${label}for await (${head(w, inner)} of ${from}) ${within(w, inner, [])}`
    },
  },
  {
    name: 'closures of a loop',
    weight: 1.5,
    when: (ctx) => isAsync(ctx) && room(ctx),
    make: (w, ctx) => {
      const jobs = w.name('o')
      const name = w.name('x')
      const inner = inLoop(ctx, 2)
      inner.env.push(value(name))
      const built = build(w, inner, { kind: 'async', style: 'arrow', params: [], size: 2 })
      inner.spent.cost += inner.times * built.cost
      const wait = w.random.pick(['all', 'allSettled', 'race', 'any'])
      return statement`const ${jobs} = []; for (let ${name} of [1, 2]) { ${jobs}.push(${call(ctx, t`(${built.part})`)}) } ${see(w, ctx, t`await Promise.${wait}(${jobs})`)}`
    },
  },
]

const within = (writer: Writer, inner: Context, before: readonly Part[]): Part => {
  const items = [...before, ...writer.statements(inner, 3)]
  // Leaving a loop early closes what it steps through, and is worth being seen.
  if (writer.random.chance(0.35)) items.push(jump(writer, inner), statement`${see(writer, inner)}`)
  return block(items)
}
