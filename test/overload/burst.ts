// Ten thousand tasks that become due in one job, and what became of them.

import { configureAfter } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { withAfterScope } from '../../runtime/test.ts'
import type { AfterConfig, Report, Scope } from '../../runtime/types.ts'

export const BURST = 10_000

export interface Burst {
  report: Report
  /** Which ran, in the order in which they started. */
  started: number[]
  /** How many ran at once, at most. */
  most: number
  /** How many waited for a place, at most. */
  waited: number
}

/** Gives `count` tasks to one request under these limits, finishes it, and waits until it is drained. */
export async function burst(config: AfterConfig, count = BURST): Promise<Burst> {
  configureAfter(config)
  const started: number[] = []
  let running = 0
  let most = 0
  let waited = 0
  const look = (): void => {
    waited = Math.max(waited, register.overload?.waiting.length ?? 0)
  }
  const give = (scope: Scope, n: number): void =>
    void scope.after(async () => {
      started.push(n)
      most = Math.max(most, ++running)
      look()
      // A turn of the event loop: all that is due now is due before the first is over.
      await new Promise(setImmediate)
      running--
    })
  const { scope } = await withAfterScope({ name: 'GET /burst' }, (scope) => {
    for (let n = 0; n < count; n++) give(scope, n)
  })
  scope.close('sent')
  // All are due now.
  await null
  look()
  return { report: await scope.drained, started, most, waited }
}

/** As before any call of `configureAfter`. */
export function unlimit(): void {
  configureAfter({
    concurrency: undefined,
    maxQueue: undefined,
    overflow: undefined,
    onError: undefined,
    onTask: undefined,
  })
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, n) => from + n)
