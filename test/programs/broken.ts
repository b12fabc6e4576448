import type { Engine } from './engines.ts'

type Helpers = Record<string, unknown>

/** A rule of the calling convention, broken in what an engine wrote or in the helpers that it imports. */
interface Breakage {
  rule: string
  text?: readonly (readonly [RegExp, string])[]
  helpers?(helpers: Helpers): Helpers
}

/** Names as the appliers choose them: register, mark, caller, scope. */
const caller = String.raw`(_c\w*)`
const scope = String.raw`(_s\w*)`
const pattern = (text: string) =>
  new RegExp(
    text.replaceAll('CALLER', caller).replaceAll('SCOPE', scope).replaceAll(' ', String.raw`\s*`),
    'g',
  )

const suspend = pattern(String.raw`\(_r\.scope = CALLER, CALLER = _m\)`)
const resume = pattern(String.raw`\(CALLER = _r\.scope, _r\.scope = SCOPE\)`)
const resumeLate = pattern(String.raw`CALLER === _m && \(CALLER = _r\.scope\), _r\.scope = SCOPE;`)
const nested = [
  [pattern(String.raw`_r\.scope = CALLER (?:\|\||\?\?) SCOPE`), '_r.scope = $2 || $1'],
  [pattern(String.raw`CALLER \|\| \(_r\.scope = SCOPE\)`), '_r.scope = $2 || $1'],
  [pattern(String.raw`CALLER \|\| \(_r\.scope = CALLER\)`), '_r.scope = $1'],
] as const

const identity = (value: unknown) => value

export const breakages: readonly Breakage[] = [
  { rule: 'R2: the place where it is written before the caller', text: nested },
  {
    rule: 'R2: no place where it is written',
    text: [
      [pattern(String.raw`CALLER (?:\|\||\?\?) SCOPE`), '$1'],
      [pattern(String.raw`CALLER \|\| \(_r\.scope = SCOPE\)`), '0'],
    ],
  },
  { rule: 'R3: no suspend', text: [[suspend, '0']] },
  { rule: 'R3: no resume', text: [[resume, '0']] },
  { rule: 'R4: a suspension that throws at once', text: [[pattern('CALLER === _m && '), '']] },
  { rule: 'R5: no resume in catch and finally', text: [[resumeLate, '']] },
  {
    rule: 'R6: what was found is not put back',
    text: [
      [
        pattern(String.raw`finally \{ (?:CALLER === _m )?(?:\|\| )?\(?_r\.scope = CALLER\)?; \}`),
        'finally {}',
      ],
    ],
  },
  {
    rule: 'R8: generators capture at the first next()',
    text: [
      [/\[_k\]: (_s\w*) = [^,\n]+/g, '[_k]: $1 = null'],
      [pattern(String.raw`((?:let|const) _c\w* = _r\.scope; )_r\.scope = SCOPE;`), '$1 $2 = _r.scope;'],
    ],
  },
  {
    rule: 'R8: rest parameters',
    helpers: () => ({ restOf: (args: ArrayLike<unknown>, from: number) => Array.from(args).slice(from + 1) }),
  },
  { rule: 'R9: steps run with what the register holds', helpers: () => ({ steps: identity }) },
  { rule: 'R10: disposers run with what the register holds', helpers: () => ({ asyncDisposer: identity }) },
  { rule: 'R12: nothing bound to timers', helpers: () => ({ bound: identity }) },
  {
    rule: 'R12: nothing bound to promises',
    helpers: () => ({
      chain: (promise: Record<string, (...args: unknown[]) => unknown>, method: string, ...args: unknown[]) =>
        promise[method]?.(...args),
    }),
  },
  { rule: 'I5: a tick more', text: [[/await _v\(/g, 'await (async (x) => x)(']] },
]

/** The engine, with one rule broken in all that it writes. */
export const broken = (engine: Engine, { rule, text = [], helpers }: Breakage): Engine => ({
  ...engine,
  name: `${engine.name}, ${rule}`,
  compile: (code) => text.reduce((result, [from, to]) => result.replace(from, to), engine.compile(code)),
  helpers: helpers ? { ...engine.helpers, ...helpers(engine.helpers) } : engine.helpers,
})
