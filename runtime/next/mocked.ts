/**
 * What a test has put in the place of a name of Next's. Compiled code takes the name from us (R15), and a test that mocks 'next/server' knows
 * nothing of that: in a process of a test tool each call looks whether Next's module has what is not Next's own. Vitest needs no help of
 * ours here (transform/bundlers/vitest.ts).
 */
import type { AnyFunction } from '../register.ts'

type Load = (id: string) => Record<string, unknown>

interface TestedProcess {
  env: Record<string, string | undefined>
  versions: { bun?: string }
  cwd(): string
  getBuiltinModule?(id: 'node:module'): { createRequire(file: string): Load }
}

/** How a test of Jest, of node:test or of Bun loads a module of the project: with its mocks. */
function loader(): Load | undefined {
  const { process } = globalThis as { process?: TestedProcess }
  const env = process?.env
  const isBun = process?.versions?.bun && env?.NODE_ENV === 'test'
  if (!env?.JEST_WORKER_ID && !env?.NODE_TEST_CONTEXT && !isBun) return undefined
  return process?.getBuiltinModule?.('node:module').createRequire(`${process.cwd()}/test.js`)
}

/**
 * @param module that a test may mock: 'next/server'
 * @param origin where Next's own has the name from
 * @returns a mock or spy of the name; undefined where there is none, and nowhere but in a test
 */
export function mockOf(module: string, name: string, origin: string): AnyFunction | undefined {
  const load = loader()
  const read = (id: string): unknown => {
    try {
      return load?.(id)[name]
    } catch {
      // It is not installed.
      return undefined
    }
  }
  const found = load && read(module)
  return typeof found === 'function' && found !== read(origin) ? (found as AnyFunction) : undefined
}
