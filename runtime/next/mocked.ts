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

interface Tested {
  process?: TestedProcess
  /** Jest's: a workspace is tested from its root, where a package's own are not found. */
  expect?: { getState?(): { testPath?: string } }
}

/** How a test of Jest, of node:test or of Bun loads a module of the project: with its mocks. */
function loader(): Load | undefined {
  const { process, expect } = globalThis as Tested
  const env = process?.env
  const isBun = process?.versions?.bun && env?.NODE_ENV === 'test'
  if (!env?.JEST_WORKER_ID && !env?.NODE_TEST_CONTEXT && !isBun) return undefined
  const file = (env.JEST_WORKER_ID && expect?.getState?.().testPath) || `${process?.cwd()}/test.js`
  return process?.getBuiltinModule?.('node:module').createRequire(file)
}

/**
 * A name of ours that is what a test has put in its place, where there is such a thing: it is called, and looked at (`expect(after)`, in a
 * file that leaves mocking to another).
 *
 * @param module that a test may mock: 'next/server'
 * @param name of what it exports
 * @param origin where Next's own has the name from
 * @param own what is called in its place, anywhere else
 */
export function mockable<Own extends AnyFunction>(
  module: string,
  name: string,
  origin: string,
  own: Own,
): Own {
  const load = loader()
  if (!load) return own
  const read = (id: string): unknown => {
    try {
      return load(id)[name]
    } catch {
      // It is not installed.
      return undefined
    }
  }
  const isMock = (found: unknown): found is Own => typeof found === 'function' && found !== read(origin)
  const now = (): Own => {
    // Jest keeps the mocks of ES modules apart: a module that imports Next's is given them.
    const ids = [module, `afterword/next/asked/${module.slice('next/'.length)}`]
    for (const id of ids) {
      const found = read(id)
      if (isMock(found)) return found
    }
    return own
  }
  return new Proxy(own, {
    apply: (_, self, given) => Reflect.apply(now(), self, given) as unknown,
    // A mock of node:test is a proxy, too, and has what it does not say that it has.
    get: (_, key) => (Reflect.get(now(), key) ?? Reflect.get(own, key)) as unknown,
    has: (_, key) => key in now() || key in own,
    set: (_, key, value) => Reflect.set(now(), key, value),
  })
}
