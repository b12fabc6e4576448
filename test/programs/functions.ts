import { type Context, callable, type Kind, value, type Writer } from './context.ts'
import { block, both, join, type Part, t, threaded } from './tree.ts'

export type Style = 'declaration' | 'expression' | 'arrow' | 'method'

export interface Shape {
  kind: Kind
  style: Style
  name?: Part
  /** Names of parameters; random ones when left out. */
  params?: readonly string[]
  /** Parameters that are functions of the program, and what calling them costs. */
  callbacks?: readonly { name: string; kind: Kind; cost: number }[]
  /** What the body holds; a few statements and a result when left out. */
  body?(inner: Context): readonly Part[]
  /** Text of the hand-threaded form before the scope is known, from the name of what was given. */
  before?(given: string): Part
  size?: number
  /** It runs where it is written, and nowhere else. */
  called?: boolean
  /** It is handed to somebody who calls it in its author's stead, and keeps it for nobody else. */
  handedOver?: boolean
  /** Whoever takes it keeps it for others. */
  kept?: boolean
  /** What is handed over in it settles something of its author's. */
  late?: boolean
  parent?: Context['parent']
}

/** How the hand-threaded form calls the scope of module code: that of the request that loads the module, and nobody's afterwards. */
export const moduleScope = 'home.scope'

export interface Built {
  part: Part
  /** Events of one run. */
  cost: number
}

const stars: Record<Kind, [string, string]> = {
  sync: ['', ''],
  async: ['async ', ''],
  gen: ['', '*'],
  agen: ['async ', '*'],
}

/**
 * A function in both forms. By hand it takes the scope as its first parameter, and where it is given none
 * it has the one of the place where it is written.
 */
export function build(writer: Writer, ctx: Context, shape: Shape): Built {
  const { random } = writer
  const depth = ctx.depth + 1
  const given = `g${depth}`
  // What runs while the module is evaluated is a part of it: what it makes belongs to nobody.
  const evaluated = shape.called && ctx.s === moduleScope && (shape.kind === 'sync' || shape.kind === 'async')
  const inner: Context = {
    s: evaluated ? ctx.s : `s${depth}`,
    ...(ctx.late || (shape.late && !shape.handedOver) ? { late: true } : {}),
    depth,
    kind: shape.kind,
    top: true,
    returns: true,
    breakable: false,
    continuable: false,
    labels: [],
    // What is handed over is there for its author alone, and so are his variables.
    env: shape.handedOver && !shape.kept ? [...ctx.env] : ctx.env.map((each) => ({ ...each, outer: true })),
    times: 1,
    spent: { cost: 1 },
    parent: shape.parent ?? [],
  }
  const names = shape.params ?? [writer.name('a')]
  const params: Part[] = names.map((name) => name)
  for (const name of names) inner.env.push(value(name))
  for (const callback of shape.callbacks ?? []) {
    params.push(callback.name)
    inner.env.push(callable(callback.name, callback.kind, callback.cost, false))
  }
  let simple = names.every((name) => !name.startsWith('...'))
  if (shape.params === undefined && !shape.callbacks) {
    const extra = random.int(12)
    const name = writer.name('b')
    if (extra < 3) {
      simple = false
      inner.env.push(value(name))
      inner.spent.cost += 1
      // A call in a parameter initialiser runs under the caller: the body has not begun.
      if (extra === 0) params.push(t`${name} = see(${threaded(`${given}, `)}${String(writer.label())})`)
      if (extra === 1)
        params.push(t`{ ${name} = see(${threaded(`${given}, `)}${String(writer.label())}) } = {}`)
      if (extra === 2) params.push(`...${name}`)
    }
  }
  const author = ctx.own ?? ctx.s
  // What is made for whoever comes is whoever's; in a module there is nobody yet.
  const keeps = shape.handedOver && !ctx.own && ctx.s !== moduleScope
  const chosen = keeps
    ? `keep(${given}, ${author}${shape.late ? ', 2' : ctx.late ? ', 1' : ''})`
    : shape.handedOver && ctx.own
      ? // Where nobody runs it, it runs for whoever comes.
        `${given} ?? forAll(${author})`
      : `${given} ?? ${author}`
  const prologue = evaluated ? '' : threaded(`const ${inner.s} = ${chosen}`)
  const before = shape.before ? threaded(shape.before(given)) : ''
  const [word, star] = stars[shape.kind]
  const list = t`(${threaded(`${given}, `)}${join(params)})`
  if (shape.style === 'arrow' && !shape.body && random.chance(0.4)) {
    const result = writer.expression(inner, 2)
    const body = both(t`(${result})`, block([prologue, t`return ${result}`], true))
    return { part: t`${word}${list} => ${body}`, cost: inner.spent.cost }
  }
  const items: Part[] = []
  // The capture must come after a directive, and a directive must stay one.
  if (simple && (shape.kind === 'sync' || shape.kind === 'async') && random.chance(0.04))
    items.push(`'use strict'`)
  items.push(before, prologue)
  if (shape.body) items.push(...shape.body(inner))
  else items.push(...body(writer, inner, shape.size ?? 3))
  const code = block(items, true)
  const name = shape.name ?? ''
  const part =
    shape.style === 'arrow'
      ? t`${word}${list} => ${code}`
      : shape.style === 'method'
        ? t`${word}${star}${name}${list} ${code}`
        : t`${word}function${star} ${name}${list} ${code}`
  return { part, cost: inner.spent.cost }
}

/** A few statements, often with a result. */
export function body(writer: Writer, inner: Context, most: number): Part[] {
  const items = writer.statements(inner, most)
  if (writer.random.chance(0.6)) items.push(t`return ${writer.expression(inner, 2)}`)
  return items
}

/** A call of a function of the program, or of a helper: by hand the scope goes first. */
export const call = (ctx: Context, callee: Part, ...args: Part[]): Part =>
  t`${callee}(${threaded(args.length ? `${ctx.s}, ` : ctx.s)}${join(args)})`

/** A function for code that the program does not contain and that takes no scope: there it gets `scope`. */
export const handed = (scope: string, fn: Part): Part => both(fn, t`handed(${scope}, ${fn})`)

/** Records a label, and a value if there is one, with the scope of this place: by a call of anybody's, or by one of the package. */
export const see = (writer: Writer, ctx: Context, seen?: Part): Part => {
  ctx.spent.cost += ctx.times
  const label = writer.label()
  const callee = label % 3 === 0 ? 'own' : 'see'
  return seen === undefined ? call(ctx, callee, String(label)) : call(ctx, callee, String(label), seen)
}

/** An inline function of any kind a caller can take; `kind` narrows it. */
export function closure(
  writer: Writer,
  ctx: Context,
  kind: Kind,
  size = 2,
  more: Pick<Shape, 'handedOver' | 'kept' | 'late' | 'params'> = {},
): Built {
  const { random } = writer
  const arrow = (kind === 'sync' || kind === 'async') && random.chance(0.75)
  const style = arrow ? 'arrow' : 'expression'
  const name = style === 'expression' && random.chance(0.3) ? writer.name('x') : ''
  const built = build(writer, ctx, { kind, style, name, size, ...more })
  return style === 'expression' ? { ...built, part: t`(${built.part})` } : built
}
