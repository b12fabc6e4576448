import {
  affordable,
  callable,
  isAsync,
  type Kind,
  once,
  type StatementKind,
  spend,
  withMethods,
} from '../context.ts'
import { invoke } from '../expressions.ts'
import { build, call, closure, see } from '../functions.ts'
import { statement, t } from '../tree.ts'
import { classText, objectText } from './classes.ts'

const kinds: readonly Kind[] = ['sync', 'async', 'gen', 'agen']

/** Made by whichever request comes first, used by all: the caller's scope counts, never the maker's. */
export const lazy: StatementKind[] = [
  {
    name: 'lazy function',
    weight: 3,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 6),
    make: (w, ctx) => {
      const kind = w.random.pick(kinds)
      const built = closure(w, ctx, kind, 3)
      const name = w.name('h')
      const part = statement`const ${name} = (shared.${name} ??= ${built.part}); ${see(w, ctx, invoke(w, ctx, name, kind, built.cost, w.expression(ctx, 1)))}`
      ctx.env.push(callable(name, kind, built.cost, false))
      return part
    },
  },
  {
    name: 'lazy object',
    weight: 2.5,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 10),
    make: (w, ctx) => {
      const made = objectText(w, once(ctx))
      const name = w.name('o')
      ctx.env.push(withMethods(name, 'object', made.methods))
      return statement`const ${name} = (shared.${name} ??= ${made.part})`
    },
  },
  {
    name: 'lazy class',
    weight: 2,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 10),
    make: (w, ctx) => {
      const made = classText(w, ctx, '')
      const name = w.name('k')
      const part = statement`const ${name} = (shared.${name} ??= ${made.part})`
      ctx.env.push(withMethods(name, 'class', made.methods, made.cost))
      return part
    },
  },
  {
    name: 'lazy promise',
    weight: 1.5,
    when: (ctx) => isAsync(ctx) && affordable(ctx, 10) && ctx.depth < 4,
    make: (w, ctx) => {
      const first = once(ctx)
      const built = build(w, first, { kind: 'async', style: 'arrow', params: [], called: true, size: 3 })
      spend(ctx, built.cost)
      return statement`${see(w, ctx, t`await (shared.${w.name('p')} ??= ${call(first, t`(${built.part})`)})`)}`
    },
  },
  {
    // Memoised by a helper that is not compiled: it hands on what it is called with.
    name: 'memo',
    weight: 2,
    when: (ctx) => ctx.depth < 4 && affordable(ctx, 6),
    make: (w, ctx) => {
      const kind: Kind = w.random.chance(0.5) ? 'sync' : 'async'
      const first = once(ctx)
      const built = closure(w, first, kind, 3, { handedOver: true, kept: true })
      const name = w.name('h')
      const part = statement`const ${name} = (shared.${name} ??= ${call(first, 'memo', built.part)}); ${see(w, ctx, invoke(w, ctx, name, kind, built.cost, w.expression(ctx, 1)))}`
      ctx.env.push(callable(name, kind, built.cost, false))
      return part
    },
  },
]
