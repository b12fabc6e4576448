import {
  affordable,
  type Binding,
  type Context,
  callable,
  isAsync,
  type Kind,
  type StatementKind,
  spend,
  value,
  type Writer,
} from '../context.ts'
import { invoke, leaf } from '../expressions.ts'
import { build, call, closure, see } from '../functions.ts'
import { both, type Part, statement, t } from '../tree.ts'

const kinds: readonly Kind[] = ['sync', 'sync', 'async', 'async', 'gen', 'agen']

/** A new function is called at once, often: else it might never be. */
export function used(w: Writer, ctx: Context, binding: Binding): Part {
  ctx.env.push(binding)
  if (!w.random.chance(0.5) || !affordable(ctx, binding.cost)) return ''
  return statement`; ${see(w, ctx, invoke(w, ctx, binding.name, binding.kind, binding.cost, leaf(w, ctx)))}`
}

/**
 * A name that other statements may hand over. By hand that is nobody's callback, for the name goes elsewhere, too. What a module declares has
 * no author.
 */
function known(w: Writer, ctx: Context, name: string): { alias: Part; own: boolean } {
  if (ctx.depth === 0) return { alias: '', own: true }
  return w.random.chance(0.6)
    ? { alias: `; const ${w.name('d')} = ${name}`, own: true }
    : { alias: '', own: false }
}

/** Functions inside functions: how they are declared, hoisted, named and handed back. */
export const closures: StatementKind[] = [
  {
    name: 'closure',
    weight: 4,
    when: (ctx) => ctx.depth < 5,
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      const built = closure(w, ctx, kind, 3)
      const name = w.name('c')
      const { alias, own } = known(w, ctx, name)
      return statement`const ${name} = ${built.part}${alias}${used(w, ctx, callable(name, kind, built.cost, own))}`
    },
  },
  {
    name: 'nested function',
    weight: 3,
    when: (ctx) => ctx.depth < 4,
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      const name = w.name('f')
      const built = build(w, ctx, { kind, style: 'declaration', name, size: 3 })
      const early =
        w.random.chance(0.3) && affordable(ctx, built.cost)
          ? t`${see(w, ctx, invoke(w, ctx, name, kind, built.cost, '1'))}; `
          : ''
      const { alias, own } = known(w, ctx, name)
      return statement`${early}${built.part}${alias}${used(w, ctx, callable(name, kind, built.cost, own))}`
    },
  },
  {
    // Legal directly in a function's body only, where the last declaration counts from the start.
    name: 'declared twice',
    weight: 1.5,
    when: (ctx) => ctx.top && ctx.depth > 0 && ctx.depth < 4,
    make: (w, ctx) => {
      const name = w.name('f')
      const first = build(w, ctx, { kind: w.random.pick(kinds), style: 'declaration', name, size: 1 })
      const kind = w.random.pick(kinds)
      const last = build(w, ctx, { kind, style: 'declaration', name, size: 2 })
      const early = see(w, ctx, invoke(w, ctx, name, kind, last.cost, '1'))
      ctx.env.push(callable(name, kind, last.cost, ctx.depth === 0))
      return statement`${first.part}; ${early}; ${last.part}`
    },
  },
  {
    name: 'declared beside a var',
    weight: 1.5,
    when: (ctx) => ctx.top && ctx.depth > 0 && ctx.depth < 4,
    make: (w, ctx) => {
      const name = w.name('f')
      const kind = w.random.pick(kinds)
      const built = build(w, ctx, { kind, style: 'declaration', name, size: 2 })
      const early = see(w, ctx, invoke(w, ctx, name, kind, built.cost, '1'))
      const other = w.name('v')
      const variable = w.random.pick<() => Part>([
        () => t`var ${name}`,
        () => t`var ${name} = ${w.expression(ctx, 2)}`,
        () => t`var ${other} = 1, ${name} = ${w.expression(ctx, 1)}`,
        () => t`for (var ${name} of [1, ${see(w, ctx)}]) ${see(w, ctx, name)}`,
        () => t`for (var ${name} = 0; ${name} < 1; ${name}++) ${see(w, ctx)}`,
        () => t`var { p: ${name} = ${see(w, ctx)} } = {}`,
        () => t`{ var ${name} = ${w.expression(ctx, 1)} }`,
        () => t`if (turn(1)) { { var ${name} = ${see(w, ctx)}, ${other} = 2 } }`,
        () => t`try { var [${name} = ${see(w, ctx)}] = [] } finally { ${see(w, ctx)} }`,
        () => t`for (var ${name} in { p: 1 }) { ${see(w, ctx, name)} }`,
      ])()
      return w.random.chance(0.5)
        ? statement`${early}; ${variable}; ${built.part}; ${see(w, ctx, t`typeof ${name}`)}`
        : statement`${built.part}; ${early}; ${variable}; ${see(w, ctx, t`typeof ${name}`)}`
    },
  },
  {
    // A function declared by the name of a parameter takes its place from the start.
    name: 'declared beside a parameter',
    weight: 0.7,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 8),
    make: (w, ctx) => {
      const kind: Kind = isAsync(ctx) ? 'async' : 'sync'
      const a = w.name('a')
      const b = w.name('a')
      const built = build(w, ctx, {
        kind,
        style: 'arrow',
        params: [a, b],
        called: true,
        body: (inner) => {
          const env = inner.env.filter(({ name }) => name !== a)
          const own = build(w, { ...inner, env }, { kind: 'sync', style: 'declaration', name: a, size: 2 })
          spend(inner, own.cost)
          return [
            statement`${see(w, inner, call(inner, a, '1'))}; ${own.part}`,
            statement`var ${b}; ${see(w, inner, b)}`,
            ...w.statements({ ...inner, env }, 2),
          ]
        },
      })
      return statement`${see(w, ctx, invoke(w, ctx, t`(${built.part})`, kind, built.cost, '4, 5'))}`
    },
  },
  {
    name: 'factory',
    weight: 3,
    when: (ctx) => ctx.depth < 3 && affordable(ctx, 8),
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      let made = 0
      const factory = build(w, ctx, {
        kind: 'sync',
        style: w.random.pick(['arrow', 'expression']),
        called: true,
        body: (inner) => {
          const items = w.statements(inner, 1)
          const built = closure(w, inner, kind, 3)
          made = built.cost
          return [...items, t`return ${built.part}`]
        },
      })
      spend(ctx, factory.cost)
      const name = w.name('c')
      const part = statement`const ${name} = ${call(ctx, t`(${factory.part})`, w.expression(ctx, 1))}`
      return t`${part}${used(w, ctx, callable(name, kind, made, false))}`
    },
  },
  {
    name: 'recursion',
    weight: 1,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 16),
    make: (w, ctx) => {
      const inside = w.name('r')
      const a = w.name('n')
      const built = build(w, ctx, {
        kind: 'sync',
        style: 'expression',
        name: inside,
        params: [a],
        body: (inner) => [
          // The counter is nobody's to assign: else it would not end.
          ...w.statements({ ...inner, env: inner.env.filter(({ name }) => name !== a) }, 1),
          t`return ${a} > 0 ? ${call(inner, inside, `${a} - 1`)} : ${see(w, inner)}`,
        ],
      })
      const name = w.name('c')
      spend(ctx, built.cost * 3)
      return statement`const ${name} = ${built.part}; ${see(w, ctx, call(ctx, name, '2'))}`
    },
  },
  {
    // A function that takes functions: it hands on its own scope, which may be another request's.
    name: 'callback',
    weight: 2,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 10),
    make: (w, ctx) => {
      const kind: Kind = w.random.chance(0.5) ? 'sync' : 'async'
      const passed = closure(w, ctx, kind, 2, { handedOver: true })
      const own: Kind = w.random.chance(0.5) ? 'sync' : 'async'
      const taker = build(w, ctx, {
        kind: own,
        style: 'arrow',
        callbacks: [{ name: w.name('cb'), kind, cost: passed.cost }],
        params: [],
        size: 3,
      })
      const name = w.name('f')
      spend(ctx, taker.cost)
      return statement`const ${name} = ${taker.part}; void ${call(ctx, name, passed.part)}${own === 'async' ? '.catch(fallback)' : ''}`
    },
  },
  {
    // What a caller can see of a function stays as written.
    name: 'look',
    weight: 1,
    when: (ctx) => ctx.depth < 4,
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      const built = closure(w, ctx, kind, 1)
      const name = w.name('c')
      ctx.env.push(callable(name, kind, built.cost, ctx.depth === 0))
      const length = both(`${name}.length`, `(${name}.length - 1)`)
      return statement`const ${name} = ${built.part}; ${see(w, ctx, t`${name}.name + ${length}`)}`
    },
  },
  {
    name: 'arguments',
    weight: 1,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 6),
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      const a = w.name('a')
      const built = build(w, ctx, {
        kind,
        style: 'expression',
        params: w.random.chance(0.5) ? [a] : [a, `...${w.name('b')}`],
        body: (inner) => {
          inner.env.splice(inner.env.length - 1, inner.env.length > ctx.env.length + 1 ? 1 : 0)
          const count = both('arguments.length', '(arguments.length - 1)')
          const items = w.statements(inner, 1)
          return [
            statement`${see(w, inner, count)}`,
            ...items,
            t`return ${both('arguments[1]', 'arguments[2]')}`,
          ]
        },
      })
      const name = w.name('c')
      const part = statement`const ${name} = ${built.part}; ${see(w, ctx, invoke(w, ctx, name, kind, built.cost, t`4, ${w.expression(ctx, 1)}`))}`
      ctx.env.push(callable(name, kind, built.cost, ctx.depth === 0))
      return part
    },
  },
  {
    name: 'this',
    weight: 0.7,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 6),
    make: (w, ctx) => {
      const o = w.name('o')
      const method = build(w, ctx, {
        kind: 'sync',
        style: 'method',
        name: 'm',
        params: [],
        body: (inner) => {
          const arrow = build(w, inner, {
            kind: 'sync',
            style: 'arrow',
            params: [],
            body: (deep) => [...w.statements(deep, 1), t`return this.p + ${see(w, deep)}`],
          })
          spend(inner, arrow.cost)
          return [t`return ${call(inner, t`(${arrow.part})`)}`]
        },
      })
      spend(ctx, method.cost)
      const v = w.name('v')
      const part = statement`const ${o} = { p: 1, ${method.part} }; let ${v} = ${call(ctx, `${o}.m`)}; ${see(w, ctx, v)}`
      ctx.env.push(value(v))
      return part
    },
  },
]
