import { affordable, callable, isAsync, isGenerator, once, type StatementKind, spend } from '../context.ts'
import { build, call, see } from '../functions.ts'
import { asyncSource, generator, syncSource } from '../sources.ts'
import { type Part, statement, t } from '../tree.ts'
import { used } from './closures.ts'

export const generators: StatementKind[] = [
  {
    name: 'yield',
    weight: 6,
    when: isGenerator,
    make: (w, ctx) => statement`${see(w, ctx, t`yield ${w.expression(ctx, 2)}`)}`,
  },
  {
    name: 'yield*',
    weight: 5,
    when: (ctx) => isGenerator(ctx) && affordable(ctx, 10),
    make: (w, ctx) => {
      const from = ctx.kind === 'agen' && w.random.chance(0.7) ? asyncSource(w, ctx) : syncSource(w, ctx)
      return statement`${see(w, ctx, t`yield* ${from}`)}`
    },
  },
  {
    // What an async generator yields and returns is awaited.
    name: 'yield promise',
    weight: 3,
    when: (ctx) => ctx.kind === 'agen',
    make: (w, ctx) => {
      const promise = w.random.pick<() => Part>([
        () => t`ticks(2)`,
        () => t`Promise.reject(new Error('e${String(w.label())}'))`,
        () => t`Promise.resolve(${w.expression(ctx, 1)})`,
      ])()
      return w.random.chance(0.75)
        ? statement`try { ${see(w, ctx, t`yield ${promise}`)} } finally { ${see(w, ctx)} }`
        : statement`if (turn(2)) return ${promise}`
    },
  },
  {
    name: 'drive',
    weight: 4,
    when: (ctx) => affordable(ctx, 12),
    make: (w, ctx) => {
      const kind = w.random.chance(0.5) ? 'gen' : 'agen'
      const name = w.name('it')
      const wait = kind === 'agen' && isAsync(ctx)
      const steps: Part[] = []
      const count = 1 + w.random.int(3)
      for (let index = 0; index < count; index++) {
        const step = w.random.pick<() => Part>([
          () => t`${name}.next(${w.expression(ctx, 1)})`,
          () => t`${name}.next(${w.expression(ctx, 1)})`,
          () => t`${name}.return(${w.expression(ctx, 1)})`,
          () => t`${name}.throw(new Error('e${String(w.label())}'))`,
        ])()
        const caught = kind === 'agen' && !wait ? t`${step}.catch(fallback)` : step
        steps.push(statement`${see(w, ctx, wait && w.random.chance(0.8) ? t`await ${caught}` : caught)}`)
      }
      const guarded = w.random.chance(0.5)
      const begin = t`const ${name} = ${generator(w, ctx, kind)}`
      return guarded
        ? statement`${begin}; try { ${list(steps)} } catch { ${see(w, ctx)} }`
        : statement`${begin}; ${list(steps)}`
    },
  },
  {
    // One generator for all requests: each advances what the first of them called.
    name: 'shared generator',
    weight: 2.5,
    when: (ctx) => affordable(ctx, 10),
    make: (w, ctx) => {
      const kind = w.random.chance(0.6) ? 'gen' : 'agen'
      const slot = `shared.${w.name('it')}`
      const step = w.random.pick<() => Part>([
        () => t`.next(${w.expression(ctx, 1)})`,
        () => t`.next(${w.expression(ctx, 1)})`,
        () => t`[turn(3) ? 'return' : 'next'](${w.expression(ctx, 1)})`,
      ])()
      const made = t`(${slot} ??= ${generator(w, once(ctx), kind)})${step}`
      const wait = kind === 'agen' ? (isAsync(ctx) ? t`await ${made}` : t`${made}.catch(fallback)`) : made
      return statement`${see(w, ctx, wait)}`
    },
  },
  {
    name: 'nested generator',
    weight: 2.5,
    when: (ctx) => ctx.depth < 4,
    make: (w, ctx) => {
      const kind = w.random.chance(0.5) ? 'gen' : 'agen'
      const name = w.name('f')
      const built = build(w, ctx, { kind, style: 'declaration', name, size: 3 })
      return statement`${built.part}${used(w, ctx, callable(name, kind, built.cost, ctx.depth === 0))}`
    },
  },
  {
    name: 'abandon',
    weight: 1.5,
    when: (ctx) => affordable(ctx, 8),
    make: (w, ctx) => {
      const made = generator(w, ctx, 'gen')
      spend(ctx, 1)
      return statement`${see(w, ctx, t`${made}.next()`)}`
    },
  },
  {
    name: 'return through yield*',
    weight: 1.2,
    when: (ctx) => affordable(ctx, 14) && ctx.depth < 4,
    make: (w, ctx) => {
      const name = w.name('it')
      const built = build(w, ctx, {
        kind: 'gen',
        style: 'expression',
        params: [],
        body: (inner) => [
          statement`try { ${see(w, inner, t`yield* ${syncSource(w, inner)}`)} } finally { ${see(w, inner, w.expression(inner, 1))} }`,
        ],
      })
      spend(ctx, built.cost)
      const end = w.random.pick([`return(1)`, `throw(new Error('e${w.label()}'))`])
      return statement`const ${name} = ${call(ctx, t`(${built.part})`)}; try { ${see(w, ctx, `${name}.next()`)}; ${see(w, ctx, `${name}.${end}`)} } catch { ${see(w, ctx)} }`
    },
  },
]

const list = (steps: readonly Part[]): Part => ({ type: 'seq', parts: steps.flatMap((step) => [step, '; ']) })
