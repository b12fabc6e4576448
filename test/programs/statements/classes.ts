import {
  affordable,
  type Context,
  isAsync,
  type Kind,
  type Method,
  type StatementKind,
  spend,
  value,
  type Writer,
  withMethods,
} from '../context.ts'
import { construct, invoke } from '../expressions.ts'
import { body, build, call, see } from '../functions.ts'
import { block, both, type Part, statement, t, threaded } from '../tree.ts'

interface Made {
  part: Part
  methods: Method[]
  cost: number
}

const kinds: readonly Kind[] = ['sync', 'sync', 'async', 'gen', 'agen']

/** Methods of an object literal or a class. */
function methodsOf(w: Writer, ctx: Context, count: number, parent: readonly Method[]) {
  const parts: Part[] = []
  const methods: Method[] = []
  for (let index = 0; index < count; index++) {
    const kind = w.random.pick(kinds)
    const name = w.name('m')
    const quoted = w.random.chance(0.2)
    const built = build(w, ctx, {
      kind,
      style: 'method',
      name: quoted ? `['${name}']` : name,
      parent,
      body: (inner) => {
        const above = parent.length > 0 && w.random.chance(0.6) ? [superCall(w, inner)] : []
        return [...above, ...body(w, inner, 3)]
      },
    })
    parts.push(built.part)
    methods.push({ access: quoted ? `['${name}']` : `.${name}`, kind, cost: built.cost })
  }
  return { parts, methods }
}

export function objectText(w: Writer, ctx: Context): Made {
  const { parts, methods } = methodsOf(w, ctx, 1 + w.random.int(2), [])
  const items: Part[] = [t`x: ${w.expression(ctx, 1)}`]
  for (const part of parts) items.push(', ', part)
  return { part: t`{ ${{ type: 'seq', parts: items }} }`, methods, cost: 0 }
}

/** A method of the parent class, called by one of this class. */
function superCall(w: Writer, ctx: Context): Part {
  const method = w.random.pick(ctx.parent)
  const v = w.name('v')
  const part = statement`let ${v} = ${invoke(w, ctx, `super${method.access}`, method.kind, method.cost, w.expression(ctx, 1))}`
  ctx.env.push(value(v))
  return part
}

/** A class expression, or a declaration when it has a name. */
export function classText(w: Writer, ctx: Context, name: string): Made {
  const parents = ctx.env.filter((binding) => binding.type === 'class' && affordable(ctx, binding.cost))
  const parent = parents.length > 0 && w.random.chance(0.5) ? w.random.pick(parents) : undefined
  const members: Part[] = []
  const fields: Part[] = []
  const explicit = w.random.chance(0.6)
  const given = `g${ctx.depth + 1}`
  let cost = 0
  // A field of an instance runs in the constructor's call: under the caller, and behind super() under the constructor.
  const count = w.random.chance(0.4) && w.allows('class fields') ? 1 : 0
  for (let index = 0; index < count; index++) {
    const s = explicit && parent ? `s${ctx.depth + 1}` : given
    const field: Context = { ...ctx, s, kind: 'sync', times: 1, spent: { cost: 0 }, env: [...ctx.env] }
    const calls = field.env.filter(
      ({ type, kind, cost }) => type === 'function' && kind === 'sync' && cost < 10,
    )
    const target = calls.length > 0 && w.random.chance(0.5) ? w.random.pick(calls) : undefined
    const made = target ? call(field, target.name, '1') : see(w, field)
    cost += 1 + (target?.cost ?? 0)
    const key = w.name('x')
    members.push(both(t`${key} = ${made}`, ''))
    fields.push(t`this.${key} = ${made}; `)
  }
  const all: Part = { type: 'seq', parts: fields }
  if (explicit) {
    const arg = w.name('a')
    const built = build(w, ctx, {
      kind: 'sync',
      style: 'method',
      name: 'constructor',
      params: [arg],
      ...(parent ? {} : { before: () => all }),
      body: (inner) => {
        const items: Part[] = []
        if (parent) {
          spend(inner, parent.cost)
          items.push(
            t`${see(w, inner)}; super(${threaded(`${inner.s}, `)}${w.expression(inner, 2)}); ${threaded(all)}`,
          )
        }
        items.push(...w.statements(inner, 2))
        items.push(t`this.x = ${w.expression(inner, 2)}`)
        return items
      },
    })
    cost += built.cost
    members.push(built.part)
  } else if (fields.length > 0) {
    const start = parent ? t`super(${given}, ...a); ` : ''
    members.push(threaded(t`constructor(${given}, ...a) { ${start}${all}}`))
    cost += parent?.cost ?? 0
  } else cost += parent?.cost ?? 0
  const { parts, methods } = methodsOf(w, ctx, 1 + w.random.int(2), parent?.methods ?? [])
  members.push(...parts)
  if (parent) methods.push(...parent.methods)
  const statics = w.random.int(4)
  if (statics === 1) members.push(t`static y = ${w.expression(plain(ctx), 2)}`)
  if (statics === 2) {
    const inside = { ...plain(ctx), top: false, labels: [], breakable: false, continuable: false }
    members.push(t`static ${block(w.statements(inside, 2))}`)
  }
  // Keys are evaluated first, here, in the function around the class; static parts after them.
  if (w.random.chance(0.3)) members.push(t`[show(${w.expression(ctx, 2)})]() {}`)
  const heritage = !parent
    ? ''
    : w.random.chance(0.3)
      ? t` extends (${w.expression(ctx, 1)}, ${parent.name})`
      : t` extends ${parent.name}`
  const code = block(members, true)
  return { part: t`class${name === '' ? '' : ' '}${name}${heritage} ${code}`, methods, cost }
}

/** Static parts cannot wait or yield, and have no arguments. */
const plain = (ctx: Context): Context => ({ ...ctx, kind: 'sync', returns: false, env: [...ctx.env] })

export const classes: StatementKind[] = [
  {
    name: 'object',
    weight: 2,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 8),
    make: (w, ctx) => {
      const made = objectText(w, ctx)
      const name = w.name('o')
      ctx.env.push(withMethods(name, 'object', made.methods))
      return statement`const ${name} = ${made.part}`
    },
  },
  {
    name: 'class',
    weight: 3,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 10),
    make: (w, ctx) => {
      const name = w.name('K')
      const made = classText(w, ctx, name)
      ctx.env.push(withMethods(name, 'class', made.methods, made.cost))
      return statement`${made.part}`
    },
  },
  {
    name: 'instance',
    weight: 2,
    when: (ctx) => ctx.env.some(({ type, cost }) => type === 'class' && affordable(ctx, cost)),
    make: (w, ctx) => {
      const binding = w.random.pick(
        ctx.env.filter(({ type, cost }) => type === 'class' && affordable(ctx, cost)),
      )
      spend(ctx, binding.cost)
      const name = w.name('o')
      const part = statement`const ${name} = ${construct(w, ctx, binding)}; ${see(w, ctx, `${name}.x`)}`
      ctx.env.push(withMethods(name, 'object', binding.methods))
      return part
    },
  },
  {
    name: 'super method',
    weight: 3,
    when: (ctx) => ctx.parent.length > 0 && affordable(ctx, 10),
    make: superCall,
  },
  {
    name: 'static factory',
    weight: 1,
    when: (ctx) => ctx.depth < 3 && affordable(ctx, 12),
    make: (w, ctx) => {
      const name = w.name('K')
      const kind: Kind = isAsync(ctx) ? 'async' : 'sync'
      const make = build(w, ctx, {
        kind,
        style: 'method',
        name: 'make',
        body: (inner) => [
          ...w.statements(inner, 2),
          t`return ${call(inner, t`${call(inner, 'new this')}.m`)}`,
        ],
      })
      const inside = build(w, ctx, { kind: 'sync', style: 'method', name: '#p', size: 2 })
      const m = build(w, ctx, {
        kind: 'sync',
        style: 'method',
        name: 'm',
        params: [],
        body: (inner) => {
          spend(inner, inside.cost)
          return [t`return ${call(inner, 'this.#p', '1')}`]
        },
      })
      spend(ctx, make.cost + m.cost)
      const made = t`class ${name} ${block([inside.part, t`static ${make.part}`, m.part], true)}`
      const wait = kind === 'async' ? 'await ' : ''
      return statement`${made} ${see(w, ctx, t`${wait}${call(ctx, `${name}.make`, w.expression(ctx, 1))}`)}`
    },
  },
]
