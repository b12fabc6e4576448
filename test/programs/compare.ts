import { type Compiled, type Engine, Refused } from './engines.ts'
import type { Program } from './grammar.ts'
import { type Edits, printProgram } from './print.ts'
import { run } from './run.ts'

export interface Comparison {
  written: string
  threaded: string
  compiled: string
  /** What the hand-threaded program did. */
  expected: readonly string[]
  actual: readonly string[]
  equal: boolean
  /** Not equal, but the compiler said so. */
  excused: boolean
}

/** Runs both forms of a program and compares all that could be seen. Nothing when a form is no program. */
export async function compare(
  engine: Engine,
  program: Program,
  edits?: Edits,
): Promise<Comparison | undefined> {
  const written = printProgram(program.items, 'written', edits)
  const threaded = printProgram(program.items, 'threaded', edits)
  let expected: string[]
  try {
    const text = engine.alike ? await engine.alike(threaded) : threaded
    expected = await run(text, 'threaded', program.requests)
  } catch (error) {
    // The shrinker's cuts may leave a `break` without its loop.
    if (error instanceof Refused || (error instanceof SyntaxError && edits)) return undefined
    throw error
  }
  let compiled: Compiled = { code: '', diagnostics: [] }
  let actual: string[]
  try {
    compiled = await engine.compile(written)
    actual = await run(compiled.code, 'written', program.requests, engine.helpers)
  } catch (error) {
    if (error instanceof Refused) return undefined
    actual = [`not compiled: ${error instanceof Error ? error.stack : String(error)}`]
  }
  const equal = same(expected, actual)
  if (!equal && engine.alone && (await changes(engine.alone, written, program))) return undefined
  const said = engine.excuses?.some((slug) => compiled.diagnostics.includes(slug)) ?? false
  const excused = !equal && said && same(expected.map(nobodys), actual.map(nobodys))
  return { written, threaded, compiled: compiled.code, expected, actual, equal, excused }
}

/** Nobody's program, for the scopes are the compiler's matter: does the tool keep all else that it does? */
async function changes(
  tool: NonNullable<Engine['alone']>,
  written: string,
  { requests }: Program,
): Promise<boolean> {
  const before = await run(written, 'written', requests)
  return !same(before, await run(await tool(written), 'written', requests))
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((event, index) => event === b[index])

/** An event without the request that it belongs to: no diagnostic is an excuse for anything else. */
const nobodys = (event: string) => event.replace(/^(\S+ see \d+ of )\w+/, '$1…')
