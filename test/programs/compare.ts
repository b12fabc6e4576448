import type { Engine } from './engines.ts'
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
    expected = await run(threaded, 'threaded', program.requests)
  } catch (error) {
    // The shrinker's cuts may leave a `break` without its loop.
    if (error instanceof SyntaxError && edits) return undefined
    throw error
  }
  let compiled = ''
  let actual: string[]
  try {
    compiled = engine.compile(written)
    actual = await run(compiled, 'written', program.requests, engine.helpers)
  } catch (error) {
    actual = [`not compiled: ${error instanceof Error ? error.stack : String(error)}`]
  }
  return { written, threaded, compiled, expected, actual, equal: same(expected, actual) }
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((event, index) => event === b[index])
