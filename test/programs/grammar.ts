import {
  type Context,
  callable,
  isAsync,
  type Kind,
  type StatementKind,
  value,
  type Writer,
  within,
  withMethods,
} from './context.ts'
import { expression } from './expressions.ts'
import { body, build, call, closure, moduleScope, see } from './functions.ts'
import { type Random, random } from './random.ts'
import { basic } from './statements/basic.ts'
import { callbacks } from './statements/callbacks.ts'
import { classes, classText } from './statements/classes.ts'
import { closures } from './statements/closures.ts'
import { delivery } from './statements/delivery.ts'
import { disposal } from './statements/disposal.ts'
import { generators } from './statements/generators.ts'
import { lazy } from './statements/lazy.ts'
import { loops } from './statements/loops.ts'
import { both, type Part, statement, t } from './tree.ts'

export const statementKinds: readonly StatementKind[] = [
  ...basic,
  ...loops,
  ...generators,
  ...closures,
  ...delivery,
  ...callbacks,
  ...lazy,
  ...classes,
  ...disposal,
]

/** One run of one request's entry: when it starts, in turns of the event loop, and microtasks after that. */
export interface Request {
  scope: number
  entry: string
  turn: number
  ticks: number
}

export interface Program {
  seed: number
  items: readonly Part[]
  requests: readonly Request[]
}

export interface Choices {
  /** Statements to write, roughly. */
  size: number
  /** Leaves kinds of statement, and features, out by name. */
  allow?(name: string): boolean
  kinds?: readonly Kind[]
  /** How many requests there are. */
  requests?: number
}

/** A program from its seed: everything is chosen from the grammar alone. */
export function program(seed: number, choices: Choices): Program {
  const chosen = random(seed)
  const kinds = statementKinds.filter(({ name }) => choices.allow?.(name) ?? true)
  const names = new Map<string, number>()
  let labels = 0
  const writer: Writer = {
    random: chosen,
    left: choices.size,
    label: () => ++labels,
    name: (prefix) => {
      const count = (names.get(prefix) ?? 0) + 1
      names.set(prefix, count)
      return `${prefix}${count}`
    },
    expression: (ctx, depth) => expression(writer, ctx, depth),
    allows: (feature) => choices.allow?.(feature) ?? true,
    statements: (ctx, most) => {
      const items: Part[] = []
      // Deep down only what is simple: else most of a program would be functions that nobody calls.
      const count = ctx.depth > 4 ? Math.min(most, 1) : 1 + chosen.int(most)
      const usual = ctx.depth > 3 ? kinds.filter(({ weight }) => weight >= 3) : kinds
      // Shares of what is left: else the first statements would hold everything, and nobody would reach it.
      let available = writer.left
      for (let index = 0; index < count && available > 0; index++) {
        const share = Math.max(1, Math.ceil(available / (count - index)))
        writer.left = share - 1
        const open = usual.filter(({ when }) => when?.(ctx, writer) ?? true)
        items.push(chosen.weighted(open).make(writer, ctx))
        available -= share - Math.max(0, writer.left)
      }
      writer.left = available
      return items
    },
  }
  const module: Context = {
    s: moduleScope,
    depth: 0,
    kind: 'sync',
    top: false,
    returns: false,
    breakable: false,
    continuable: false,
    labels: [],
    env: [],
    times: 1,
    spent: { cost: 0 },
    parent: [],
  }
  const items: Part[] = [
    // What the compiler knows for a name of the package. By hand it is like any other.
    both(`import { currentScope as own } from 'afterword'`, ''),
    statement`const shared = {}`,
  ]
  const functionKinds = choices.kinds ?? (['sync', 'async', 'async', 'gen', 'agen'] as const)
  const count = 1 + chosen.int(2 + Math.floor(choices.size / 14))
  for (let index = 0; index < count; index++) {
    writer.left = Math.ceil((choices.size * 0.5) / count)
    items.push(declaration(writer, module, functionKinds))
  }
  const entries: string[] = []
  const entryCount = 1 + chosen.int(2)
  const share = Math.ceil((choices.size * 0.7) / entryCount)
  const some = (inner: Context, most: number) => {
    writer.left = Math.ceil(share / 3)
    return writer.statements(inner, most)
  }
  for (let index = 0; index < entryCount; index++) {
    // What is exported by that name is called by a framework.
    const name = index === 0 && chosen.chance(0.5) ? 'loader' : `entry${index}`
    const kind = chosen.chance(0.55) ? 'async' : chosen.pick(functionKinds)
    const built = build(
      writer,
      { ...module, env: [...module.env] },
      {
        kind: choices.kinds ? chosen.pick(choices.kinds) : kind,
        style: 'declaration',
        name,
        params: [writer.name('a')],
        late: name === 'loader',
        body: (inner) => [
          ...some(inner, 2),
          departure(writer, inner),
          ...some(inner, 5),
          departure(writer, inner),
          ...some(inner, 5),
          t`return ${writer.expression(inner, 2)}`,
        ],
      },
    )
    items.push(statement`${built.part}`)
    entries.push(name)
  }
  items.push(t`export { ${entries.join(', ')} }`)
  return { seed, items, requests: requestsOf(chosen, entries, choices.requests ?? 3) }
}

/** A function or class of the module, callable from everything below it. */
function declaration(writer: Writer, module: Context, kinds: readonly Kind[]): Part {
  const { random } = writer
  const kind = random.pick(kinds)
  const form = random.int(10)
  if (form === 0) {
    const name = writer.name('v')
    const part = statement`let ${name} = ${writer.expression(within(module), 2)}`
    module.env.push(value(name))
    return part
  }
  if (form <= 2) {
    const name = writer.name('K')
    const made = classText(writer, module, name)
    module.env.push(withMethods(name, 'class', made.methods, made.cost))
    return statement`${made.part}`
  }
  if (form <= 4) {
    const name = writer.name('c')
    const built = closure(writer, module, kind, 4)
    module.env.push(callable(name, kind, built.cost))
    return statement`const ${name} = ${built.part}`
  }
  if (form === 5) {
    // A module in a module: what runs while the program is evaluated belongs to no request.
    const name = writer.name('c')
    let cost = 0
    const wrapper = build(writer, module, {
      kind: 'sync',
      style: random.pick(['arrow', 'expression']),
      params: [],
      called: true,
      body: (inner) => {
        const items: Part[] = []
        if (random.chance(0.5)) {
          const left = closure(writer, inner, random.chance(0.5) ? 'sync' : 'async', 2)
          const helper = random.pick(['queue.add', 'later', 'emitter.on', 'stash.put'])
          items.push(statement`${call(inner, helper, left.part)}`)
        }
        const built = closure(writer, inner, kind, 4)
        cost = built.cost
        return [...items, t`return ${built.part}`]
      },
    })
    module.env.push(callable(name, kind, cost, false))
    return statement`const ${name} = (${wrapper.part})()`
  }
  const name = writer.name('f')
  const built = build(writer, module, { kind, style: 'declaration', name, size: 5 })
  module.env.push(callable(name, kind, built.cost))
  return statement`${built.part}`
}

/** Leaves the synchronous part of a request for sure, and is seen to come back: what else would there be to test? */
function departure(writer: Writer, ctx: Context): Part {
  const { random } = writer
  if (isAsync(ctx)) {
    const way = random.pick([`pause(${random.int(3)})`, `ticks(${random.int(4)})`])
    return statement`await ${way}; ${see(writer, ctx)}`
  }
  if (ctx.kind === 'gen') return statement`${see(writer, ctx, t`yield ${writer.expression(ctx, 1)}`)}`
  const built = build(writer, ctx, {
    kind: random.chance(0.5) ? 'sync' : 'async',
    style: 'arrow',
    handedOver: true,
    body: (inner) => [statement`${see(writer, inner)}`, ...body(writer, inner, 3)],
  })
  return statement`${call(ctx, random.pick(['queue.add', 'later', 'soon']), built.part)}`
}

function requestsOf(chosen: Random, entries: readonly string[], count: number): Request[] {
  const requests: Request[] = []
  for (let scope = 1; scope <= count; scope++)
    requests.push({
      scope,
      entry: chosen.pick(entries),
      turn: chosen.int(2),
      ticks: chosen.int(3),
    })
  // Some come back while their first call, or somebody else's, is still under way.
  if (count > 1 && chosen.chance(0.4))
    requests.push({ scope: 1 + chosen.int(count), entry: chosen.pick(entries), turn: 2, ticks: 0 })
  return requests
}
