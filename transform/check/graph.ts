/**
 * What the check knows of a program: pieces of code, and which of them uses which.
 *
 *     POST ──calls──▶ createOrder ──calls──▶ saveOrder: after()
 *
 * A unit is a function, a value that stands at the top of a module (an object, a class, an instance), or the rest of a module. What a
 * unit mentions it may call, so a mention is a use: too many ways are found rather than too few, and a warning is never a guess.
 */
import type { AuthorPlan, Node, Plan, Span } from '../analyze/index.ts'

/** A file of the program, and what the compiler makes of it. */
export interface Read {
  file: string
  name: string
  code: string
  program: Node
  plan: Plan
  lineOf(offset: number): number
  /** The page that loads it by a script. */
  page: string | null
}

export interface Unit {
  module: Module
  kind: 'function' | 'class' | 'value' | 'module'
  /** As the program names it, or what it is given to. */
  name: string
  isNamed: boolean
  /** What names it, for messages to point at. */
  at: Span
  /** The unit that it is written in. */
  around: Unit | null
  entry: Entry | null
  /** Why the compiler leaves it as it is, where it can lose a scope by that: it suspends, or holds what does. */
  uncompiled: string | null
  /** Whoever calls it may have no scope: it has another place to ask (a capture around it, a carrier), or is a getter that runs at once. */
  canBeGiven: boolean
  /** It has a request at hand: a carrier, a question to the host, or it asks whether there is a scope. */
  knows: boolean
  /** What it is given to, where it is written in place. */
  given: Given | null
  /** Whether it is a callback, where there is a function around it. */
  author: AuthorPlan | null
  /** What calls it belongs to no request. */
  idle: string | null
  /** An entry that is called without a scope, and has no carrier. */
  unnamed: Unnamed | null
  uses: Use[]
  afters: After[]
}

export interface Entry {
  shape: string
  because: string
}

export interface Unnamed {
  /** Why whoever calls it has lost the scope. */
  because: string
  /** What to write instead. */
  line: string
  /** A module that hands the scope on to it, where any file imports it. */
  module?: string
}

export interface Use {
  to: Unit
  at: Span
  /** `holds`: it is written there. `mentions`: its value is taken. `hands over`: it is given by name. `may call`: a method of that name. */
  how: 'holds' | 'calls' | 'renders' | 'mentions' | 'hands over' | 'may call'
  /** Under which name an object or a class has it. */
  key: string | null
  /** To whom it is given by name. */
  given: Given | null
}

/** A name of the top level of a file: what it imports, or what stands there. No tree hangs on it. */
export interface Name {
  name: string
  /** Of an import: the module. */
  source: string | null
  /** Of an import what it is called there, '*' for all; of `const { key: name } = …` the key. */
  key: string | null
  unit: Unit | null
}

/** `emitter.on('x', save)`: what becomes of `save`. */
export interface Given {
  /** `emitter.on()` */
  to: string
  /** 'entry': a framework calls it with a request. 'safe': called at once, or bound (R12). 'unknown': nobody can say. */
  fate: 'entry' | 'safe' | 'unknown'
  /** Of an entry. */
  shape: string
  because: string
  /** The name that is called, if it is one of the top level. */
  callee: { name: Name; path: string[] } | null
  /** Why whatever calls it belongs to no request: a clock, a queue. */
  idle: string | null
  /** What is called is code of a package, which is not compiled: as some file imports it. Known once all is linked. */
  foreign: { source: string } | null
}

/** One `after()` as it is written. */
export interface After {
  unit: Unit
  at: Span
  /** `after.with` says whose it is. */
  carried: boolean
}

export interface Module {
  /** Absolute. */
  file: string
  /** As messages call it. */
  name: string
  code: string
  lineOf(offset: number): number
  /** `'use client'`, or a script of a page. */
  client: string | null
  /** It never gets into a browser: `'use server'`, `import 'server-only'`, `x.server.ts`. */
  serverOnly: boolean
  /** Its top level, for what is neither function nor value. */
  body: Unit
  units: Unit[]
}

/** From a name to what it stands for: `const a = b`, `new B()`, `require('./b')`. */
const STEPS = 6

/** What is called `key` in a value, be it an object, a class, an instance or a module; the value itself where nothing is. */
export function narrow(unit: Unit, key: string): Unit[] {
  const found = new Set<Unit>()
  const seen = new Set([unit])
  let level = [unit]
  for (let step = 0; step < STEPS && level.length > 0 && found.size === 0; step++) {
    const next: Unit[] = []
    for (const use of level.flatMap(({ uses }) => uses)) {
      if (use.key === key) found.add(use.to)
      else if (use.key === null && use.to.kind !== 'function' && !seen.has(use.to)) {
        seen.add(use.to)
        next.push(use.to)
      }
    }
    level = next
  }
  return found.size > 0 ? [...found] : [unit]
}

/** `src/app.ts:12` */
export const placeOf = ({ module }: Unit, [start]: Span): string => `${module.name}:${module.lineOf(start)}`
