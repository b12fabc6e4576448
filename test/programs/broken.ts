import type { FunctionPlan, Plan } from '../../transform/analyze/index.ts'
import { babel, type Engine } from './engines.ts'

// biome-ignore lint/suspicious/noExplicitAny: helpers of compiled code
type Any = any
type Helpers = Record<string, Any>

/**
 * A rule of the calling convention, broken: in the plan, between analysis and application; in the helpers that compiled code imports; in the
 * text that was written, where neither holds it.
 */
interface Breakage {
  /** The program that is tried first, of what is rare. */
  from?: number
  rule: string
  what: string
  plan?(plan: Plan, code: string): void
  helpers?(helpers: Helpers): Helpers
  text?: readonly (readonly [RegExp, string])[]
}

const each = (edit: (fn: FunctionPlan) => void) => (plan: Plan) => plan.functions.forEach(edit)
const identity = (value: unknown) => value

/** The functions with a place around them that are meant keep their author so, or not at all. */
const keeps = (isMeant: (fn: FunctionPlan) => boolean, how: 'open' | 'always' | null) =>
  each((fn) => {
    const author = fn.capture?.author
    if (!author || !isMeant(fn)) return
    author.keeps = how
    delete author.made
  })

/** The name under which an applier knows a capture. */
const scopeName = (depth: number) => (depth === 0 ? '_s' : `_s${depth}`)

/** A suspension that is followed, in the text, by no call: what needs its resume is evaluated later all the same. */
const textOrder = each((fn) => {
  for (const suspension of fn.suspensions) {
    const { resume, at } = suspension
    if (resume?.needs && resume.needs[0] < at[0]) suspension.resume = null
  }
})

/** Resumes that only a call of another spelling needs: spread, `for…of`, patterns, `new`, tags, classes, disposals. */
const onlyCalls = (code: string) =>
  each((fn) => {
    for (const suspension of fn.suspensions) {
      const { needs } = suspension.resume ?? {}
      if (needs && !/^[\w$.#]+\(/.test(code.slice(...needs))) suspension.resume = null
    }
  })

export const breakages: readonly Breakage[] = [
  {
    rule: 'R1',
    what: 'a function outside any other captures nothing for its closures',
    plan: (plan) => {
      // Siblings share a depth: those whose capture is kept keep theirs apart.
      const gone = new Set<number>()
      for (const fn of plan.functions)
        if (fn.capture?.outer === null && fn.capture.when === 'start' && !fn.sets) {
          fn.capture = null
          gone.add(fn.depth)
        }
      for (const fn of plan.functions)
        if (fn.capture && fn.capture.outer !== null && gone.has(fn.capture.outer)) fn.capture.outer = null
    },
  },
  {
    rule: 'R1',
    what: 'what runs while the module is evaluated captures',
    plan: (plan) => {
      const captured = plan.functions.filter(({ leftAlone }) => leftAlone?.rule === 'R1')
      for (const fn of captured) {
        fn.capture = {
          when: 'start',
          carriersFirst: [],
          outer: null,
          carriersLast: [],
          named: true,
          reason: { rule: 'R1', because: 'broken' },
        }
        fn.depth = 90
        for (const inner of plan.functions)
          if (inner.at[0] > fn.at[0] && inner.at[1] < fn.at[1] && inner.capture?.outer === null)
            inner.capture.outer = 90
      }
    },
  },
  {
    rule: 'R2',
    what: 'the place where it is written before the caller, for all',
    plan: each(({ capture }) => {
      if (capture && capture.outer !== null) capture.carriersFirst = [scopeName(capture.outer)]
    }),
    helpers: () => ({ from: identity }),
  },
  {
    rule: 'R2',
    what: 'the caller before the place where it is written, for all',
    plan: keeps(() => true, null),
  },
  ...Object.entries({
    'what a constructor is given is a callback': /constructor/,
    'what goes through a function whose value goes on is a callback': /goes on$/,
    'what is given away where something is made once is a callback': /made once/,
    'middleware is a callback': /middleware/,
    'what has a name that goes elsewhere is a callback': /goes elsewhere/,
    'what another function calls is a callback': /another function/,
  }).map(([what, because]) => ({
    rule: 'R2',
    what,
    // A constructor is rarely given what somebody else runs.
    from: String(because).includes('constructor') ? 800 : 0,
    plan: keeps(({ capture }) => because.test(capture?.author?.because ?? ''), 'open'),
  })),
  {
    rule: 'R2',
    what: 'what is handed over by its name is none',
    plan: keeps(({ name }) => /^n\d/.test(name), null),
  },
  {
    rule: 'R2',
    what: 'what is handed over in a literal is none',
    plan: keeps(({ name }) => name === 'run', null),
  },
  ...Object.entries({
    'what is stored among others is none': /stored/,
    'what a wrapper gives that is handed on is none': /keeper\(\)$/,
    'what is made of it and handed on at once is none': /Holder\(\)$/,
  }).map(([what, because]) => ({
    rule: 'R2',
    what,
    plan: keeps(({ capture }) => because.test(capture?.author?.because ?? ''), null),
  })),
  {
    rule: 'R2',
    what: 'what nobody runs where something is made once is its author’s alone',
    plan: each(({ capture }) => {
      if (capture?.author?.made) delete capture.author.made
    }),
  },
  {
    rule: 'R2',
    what: 'an author that is over is nobody, wherever it was written',
    plan: keeps(({ capture }) => /always|settled/.test(capture?.author?.keeps ?? ''), 'open'),
  },
  {
    rule: 'R2',
    what: 'what settles a promise of its author is like all that is made for whoever comes',
    from: 700,
    plan: keeps(({ capture }) => capture?.author?.keeps === 'settled', 'always'),
  },
  {
    rule: 'R2',
    what: 'an author that is over is still the author, wherever it was written',
    plan: keeps(({ capture }) => capture?.author?.keeps === 'open', 'always'),
  },
  {
    rule: 'R2',
    what: 'a scope that was opened within is like any other',
    helpers: ({ author, register }) => ({
      author(outer: unknown, late: unknown) {
        const { scope } = register
        if (!scope?.opened) return author(outer, late)
        const { opened } = scope
        scope.opened = null
        try {
          return author(outer, late)
        } finally {
          scope.opened = opened
        }
      },
    }),
  },
  {
    rule: 'R2',
    what: 'what is made once knows nothing of that',
    plan: each((fn) => {
      fn.made = []
    }),
  },
  {
    rule: 'R2',
    what: 'whatever has a method of that name is an array',
    plan: each((fn) => {
      fn.spot = null
    }),
  },
  {
    rule: 'R2',
    what: "what is no array has callbacks that are its caller's",
    helpers: () => ({ spot: identity }),
  },
  {
    rule: 'R2',
    what: 'no place where it is written',
    plan: each(({ capture }) => {
      if (capture) capture.outer = null
    }),
  },
  {
    rule: 'R3',
    what: 'no suspend',
    // What is awaited or yielded goes through it; on an exit nothing does.
    helpers: ({ leave }) => ({
      leave: (...given: unknown[]) => (given.length > 1 ? given[1] : leave(...given)),
    }),
  },
  {
    rule: 'R3',
    what: 'no resume',
    plan: each(({ suspensions }) => {
      for (const suspension of suspensions) suspension.resume = null
    }),
  },
  {
    rule: 'R4',
    what: 'no marker: a suspend that is done already is done again',
    helpers: ({ register }) => ({
      leave: (frame: { c: unknown }, value: unknown) => {
        register.scope = frame.c
        return value
      },
    }),
  },
  {
    rule: 'R4',
    what: 'a suspension that throws at once is taken for one that came back',
    helpers: ({ back }) => ({ again: back }),
  },
  {
    rule: 'R5',
    what: 'no resume in catch',
    plan: each((fn) => {
      fn.handlers = fn.handlers.filter(({ kind }) => kind !== 'catch')
    }),
  },
  {
    rule: 'R5',
    what: 'no resume in finally',
    plan: each((fn) => {
      fn.handlers = fn.handlers.filter(({ kind }) => kind !== 'finally')
    }),
  },
  {
    rule: 'R5',
    what: 'no resume behind a loop that suspends by itself',
    plan: each(({ loops }) => {
      for (const loop of loops) loop.after = null
    }),
  },
  {
    rule: 'R5',
    what: 'patterns are bound in front of the resume',
    plan: each(({ loops, handlers }) => {
      for (const one of [...loops, ...handlers]) one.bindInside = false
    }),
  },
  {
    rule: 'R5',
    what: 'an iterator is closed while its loop is suspended',
    from: 900,
    plan: each(({ forOfs }) => {
      for (const loop of forOfs) loop.close = false
    }),
  },
  {
    rule: 'R6',
    what: 'what was found is not put back',
    text: [[/finally \{\s*(?:_o\(_c\)|_l\(_f\));\s*\}/g, 'finally {}']],
  },
  {
    rule: 'R6',
    what: 'a body that became a block declares twice',
    plan: each((fn) => {
      fn.redeclared = []
    }),
  },
  {
    rule: 'R7',
    what: 'no suspend at yield',
    plan: each((fn) => {
      fn.suspensions = fn.suspensions.filter(({ kind }) => kind !== 'yield')
    }),
  },
  {
    rule: 'R7',
    what: 'no suspend at the return of an async generator',
    plan: each((fn) => {
      fn.suspensions = fn.suspensions.filter(({ kind }) => kind !== 'return')
    }),
  },
  {
    rule: 'R8',
    what: 'generators capture at the first next()',
    plan: each(({ capture }) => {
      if (capture?.when === 'call') capture.when = 'next'
    }),
  },
  {
    rule: 'R8',
    what: 'rest parameters begin one later',
    helpers: () => ({
      restOf: (args: ArrayLike<unknown>, from: number) => Array.from(args).slice(from + 1),
    }),
  },
  {
    rule: 'R9',
    what: 'steps run with what the register holds',
    helpers: () => ({ steps: identity }),
  },
  {
    rule: 'R9',
    what: 'no resume in the body of a loop',
    plan: each(({ loops }) => {
      for (const loop of loops) loop.body = null
    }),
  },
  {
    rule: 'R10',
    what: 'disposers run for nobody',
    helpers: ({ disposer, asyncDisposer }) => ({
      disposer: (value: unknown) => disposer(value, null),
      asyncDisposer: (value: unknown, _scope: unknown, suspend: () => void) =>
        asyncDisposer(value, null, suspend),
    }),
  },
  {
    rule: 'R10',
    what: 'nothing is done for disposers',
    plan: each((fn) => {
      fn.usings = []
    }),
  },
  {
    rule: 'R10',
    what: 'async disposers do not suspend',
    helpers: ({ asyncDisposer }) => ({
      asyncDisposer: (value: unknown, scope: unknown) => asyncDisposer(value, scope, () => {}),
    }),
  },
  {
    rule: 'R10',
    what: 'no resume behind a block that awaits its disposals',
    plan: each((fn) => {
      fn.blocks = []
    }),
  },
  {
    rule: 'R12',
    what: 'nothing bound to timers',
    plan: (plan) => {
      plan.references = plan.references.filter(({ kind }) => kind !== 'scheduler')
    },
  },
  {
    rule: 'R12',
    what: 'nothing bound to promises',
    plan: (plan) => {
      plan.references = plan.references.filter(({ kind }) => kind !== 'promise')
    },
  },
  {
    rule: 'R13',
    what: 'what follows is taken from the text, not from the order of evaluation',
    plan: textOrder,
  },
  {
    rule: 'R13',
    what: 'nothing but a call is taken for a call',
    plan: (plan, code) => onlyCalls(code)(plan),
  },
  {
    rule: 'R13',
    what: 'a call of the package is handed nothing',
    plan: each((fn) => {
      fn.told = []
    }),
  },
  {
    rule: 'R13',
    what: 'a call of the package needs no scope where nothing else does',
    plan: each((fn) => {
      if (!fn.sets) fn.told = []
    }),
  },
  {
    rule: 'R13',
    what: 'what is handed to a call of the package stays in the register',
    helpers: ({ register, call }) => ({
      call: (scope: unknown, ...given: unknown[]) => {
        const result = call(scope, ...given)
        register.scope = scope
        return result
      },
    }),
  },
  { rule: 'I5', what: 'a tick more', text: [[/await _l\(/g, 'await (async (...given) => _l(...given))(']] },
]

/** What no random program can show, and the fixtures that pin it. */
export const pinned: readonly { rule: string; what: string; fixtures: readonly string[] }[] = [
  {
    rule: 'R2',
    what: 'entries ask their own carriers first, and have no capture around them',
    fixtures: [
      'entries/default-fetch',
      'entries/exported-http-methods',
      'entries/inline-route-handler-has-no-outer',
      'entries/option-names-further-entries',
      'sites/carriers-are-asked-last',
    ],
  },
  {
    rule: 'R8',
    what: 'generators that cannot capture at the call say so',
    fixtures: [
      'error/late-capture-of-arguments',
      'generator/own-use-strict-captures-late',
      'generator/sloppy-arguments-capture-late',
    ],
  },
  {
    rule: 'R11',
    what: "'use server' and 'use cache' take no capture",
    fixtures: [
      'directives/use-cache-never-takes-outer',
      'directives/use-server-called-from-nowhere-has-no-scope',
      'directives/use-server-never-takes-outer',
    ],
  },
  {
    rule: 'R13',
    what: 'getters, JSX, instanceof and closures that only read',
    fixtures: [
      'prune/closure-argument-that-reads-is-not-pruned',
      'prune/hidden-getter-loses-the-scope',
      'prune/instanceof-and-new-are-calls',
      'prune/other-jsx-elements-are-calls',
    ],
  },
  {
    rule: 'R14',
    what: 'what leaves this process arrives as written',
    fixtures: [
      'source-text/direct-eval-in-sloppy-mode',
      'source-text/functions-for-other-processes',
      'source-text/ignored-by-comment',
      'source-text/to-string-and-string',
      'source-text/with-statement',
    ],
  },
  {
    rule: 'R15',
    what: "Next's names come from us",
    fixtures: [
      'sites/next-headers-is-retargeted-whole',
      'sites/next-server-is-partly-retargeted',
      'sites/require-of-next-is-retargeted',
    ],
  },
]

/** The engine that the others are made of, with every rule kept. */
export const unbroken: Breakage = { rule: 'all rules', what: 'kept', plan: () => {} }

/** The engine, with one rule broken in all that it writes. */
export async function broken({ rule, what, plan, helpers, text = [] }: Breakage): Promise<Engine> {
  const engine = await babel(`${rule}: ${what}`, what, undefined, plan ? { spoil: plan } : {})
  return {
    ...engine,
    compile: async (code) => {
      const made = await engine.compile(code)
      return { ...made, code: text.reduce((result, [from, to]) => result.replace(from, to), made.code) }
    },
    helpers: helpers ? { ...engine.helpers, ...helpers(engine.helpers) } : engine.helpers,
  }
}
