import {
  affordable,
  type Context,
  inLoop,
  isAsync,
  type Kind,
  type StatementKind,
  spend,
  type Writer,
  within,
} from '../context.ts'
import { build, see } from '../functions.ts'
import { lasting } from '../sources.ts'
import { block, both, type Part, statement, t } from '../tree.ts'

/** Something to dispose of. */
function resource(w: Writer, ctx: Context, async: boolean, none = !async): Part {
  if (none && (!async || w.allows('nullish await using')) && w.random.chance(0.12))
    return w.random.pick(['null', 'undefined'])
  const own = async && w.random.chance(0.7)
  const kind: Kind = own ? w.random.pick(['sync', 'async', 'async']) : 'sync'
  return lasting(w, ctx, (place) => disposable(w, place, kind, own))
}

function disposable(w: Writer, ctx: Context, kind: Kind, own: boolean): Part {
  const built = build(w, ctx, {
    kind,
    style: 'method',
    name: own ? '[Symbol.asyncDispose]' : '[Symbol.dispose]',
    params: [],
    body: (inner) => [
      ...w.statements(inner, 2),
      statement`${see(w, inner, 'this.x')}`,
      ...(w.random.chance(0.2) ? [statement`throw new Error('e${String(w.label())}')`] : []),
    ],
  })
  spend(ctx, built.cost)
  return t`{ x: ${w.expression(ctx, 1)}, ${built.part} }`
}

/** By hand the disposer is a closure over the scope; what is disposed of keeps its name. */
function using(w: Writer, ctx: Context, async: boolean, none?: boolean): Part {
  const name = w.name('u')
  const made = resource(w, ctx, async, none)
  const word = async ? 'await using' : 'using'
  return both(
    t`${word} ${name} = ${made}`,
    t`const ${name} = ${made}; ${word} $${name} = disposable(${ctx.s}, ${name})`,
  )
}

export const disposal: StatementKind[] = [
  {
    name: 'using',
    weight: 3,
    when: (ctx) => affordable(ctx, 8) && ctx.depth > 0,
    make: (w, ctx) => {
      const inner = within(ctx)
      const items = [statement`${using(w, inner, false)}`, ...w.statements(inner, 3)]
      if (w.random.chance(0.3)) items.splice(1, 0, statement`${using(w, inner, false)}`)
      return statement`${block(items)}`
    },
  },
  {
    name: 'await using',
    weight: 4,
    when: (ctx) => isAsync(ctx) && affordable(ctx, 10),
    make: (w, ctx) => {
      const inner = within(ctx)
      // Where the engine waits for several at once, one that is null costs a tick more when compiled: only alone.
      const several = w.random.chance(0.4)
      const items = [statement`${using(w, inner, true, !several)}`, ...w.statements(inner, 3)]
      if (several) items.push(statement`${using(w, inner, w.random.chance(0.5))}`, ...w.statements(inner, 1))
      return statement`${block(items)}`
    },
  },
  {
    // To the end of the function's own body, with a result on the way.
    name: 'using in the body',
    weight: 1.5,
    when: (ctx) => ctx.top && ctx.depth > 0 && affordable(ctx, 8),
    make: (w, ctx) => statement`${using(w, ctx, isAsync(ctx) && w.random.chance(0.6))}`,
  },
  {
    name: 'using in a loop head',
    weight: 1.5,
    when: (ctx) => affordable(ctx, 14) && ctx.times <= 4 && ctx.depth > 0,
    make: (w, ctx) => {
      const async = isAsync(ctx) && w.random.chance(0.6)
      const list = t`[${resource(w, ctx, async, true)}, ${resource(w, ctx, async, true)}]`
      const name = w.name('u')
      const items = w.statements(inLoop(ctx, 2), 2)
      const word = async ? 'await using' : 'using'
      const wait = async && w.random.chance(0.5) ? ' await' : ''
      const head = both(
        t`for${wait} (${word} ${name} of ${list}) ${block(items)}`,
        t`for${wait} (const ${name} of ${list}) ${block([`${word} $${name} = disposable(${ctx.s}, ${name})`, ...items])}`,
      )
      return statement`${head}`
    },
  },
]
