// The stack of this moment, frame by frame: what was called, where, and whose code that is. In the words of every engine: Node's, Deno's and workerd's
// `at async fn (file:///app/a.js:3:5)`, Bun's `at fn (native:7:39)`, paths of Windows.
import type { AnyFunction } from './register.ts'

export interface Frame {
  /** `save`, `Builder.then`; empty where the function has no name. */
  readonly name: string
  /** `src/a.ts:3`: the file from the working directory on, and the line. */
  readonly place: string
  /** The package that it comes from: `pg`, `@acme/db`. Null for the program's own code. */
  readonly package: string | null
  /** Somebody in this process says that it was compiled. */
  readonly compiled: boolean
  /** Of the engine, of Node and the like: it hands on what it was called with. */
  readonly internal: boolean
  /** It waits for the frame before it, and runs no more in this job. */
  readonly waits: boolean
}

const home = globalThis as {
  process?: { cwd?(): string }
  /** Who compiles what is loaded says here what that is: `afterword/register`, Vite's server. */
  [selects]?: (file: string) => boolean
}
const selects: unique symbol = Symbol.for('afterword.selects.v1')

/** The frames below `caller`, outermost last. More than usual, for the last is the one that began the job. */
export function readStack(caller: AnyFunction, limit: number): Frame[] {
  const holder: { stack?: unknown } = {}
  let stack: unknown
  try {
    const { stackTraceLimit } = Error
    // Refused, and no matter, where intrinsics are frozen.
    Reflect.set(Error, 'stackTraceLimit', limit)
    Error.captureStackTrace?.(holder, caller)
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
    stack = holder.stack
  } catch {
    // A program's own Error.prepareStackTrace.
  }
  // Or it has its own idea of a stack.
  if (typeof stack !== 'string') return []
  return stack.split('\n').flatMap((line) => {
    const [, text] = /^\s*at (.*)$/.exec(line) ?? []
    return text === undefined ? [] : parse(text)
  })
}

const ours = /[\\/]node_modules[\\/]afterword[\\/]/
// `[as x]` is V8's word for the property that was called.
const named = /^(async )?(?:new )?(?:(.*?) ?(?:\[as [^\]]*\] )?\((.*)\)|(.*))$/
const internals =
  /^(?:node:|node-internal:|cloudflare|workerd|ext:|deno:|bun:|native|internal[\\/]|<anonymous>|index \d|unknown\b)|^$/

/** A module whose address is its text (`data:`) has frames as long as that: both ends say all that is asked. */
const LONGEST = 4096

/** One frame; none for those of this package. */
export function parse(given: string): Frame[] {
  const text = given.length > LONGEST ? given.slice(0, 200) + given.slice(-200) : given
  // What was evaluated has two places: `eval at run (a.js:3:5), <anonymous>:1:1`.
  const [, waits, name = '', called, alone] = named.exec(text.replace(/\(eval at .*, /, '(')) ?? []
  const where = called ?? alone ?? ''
  if (ours.test(where) || /^(?:Object\.)?afterwordCall\d*$/.test(name)) return []
  const file = pathOf(where).replace(/(:\d+):\d+$/, '$1')
  const compiled = home[selects]?.(file.replace(/:\d+$/, '')) === true
  return [
    {
      name: name.replace(/^Object\.<anonymous>$|^<anonymous>$|^eval$/, ''),
      place: shorten(file),
      package: compiled ? null : packageOf(file),
      compiled,
      internal: internals.test(where),
      waits: waits !== undefined,
    },
  ]
}

/** `file:///my%20app/a.ts` → `/my app/a.ts` */
function pathOf(where: string): string {
  if (!where.startsWith('file:')) return where
  const path = where.replace(/^file:\/\/\/?(?=[A-Za-z]:|\/)|^file:\/\//, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** `/app/src/a.ts:3` → `src/a.ts:3` */
export function shorten(file: string): string {
  const slashed = file.replaceAll('\\', '/')
  const root = home.process?.cwd?.().replaceAll('\\', '/')
  return root && slashed.startsWith(`${root}/`) ? slashed.slice(root.length + 1) : slashed
}

// The last one: pnpm's folders hold another node_modules. Deno keeps what comes from npm by registry, name and version.
const packages =
  /.*[\\/]node_modules[\\/](?:\.vite[\\/].*[\\/])?((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]|[\\/]npm[\\/][^\\/]*\.[^\\/]*[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]\d/

export function packageOf(file: string): string | null {
  const [, installed, fetched] = packages.exec(file) ?? []
  return (installed ?? fetched)?.replace('\\', '/') ?? null
}
