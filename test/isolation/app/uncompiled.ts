// Stands for a package that nobody compiles: what it calls after its one `await` has no caller to take the scope from.

import { sleep } from './sleep.ts'

export async function retry<Args extends unknown[], Result>(
  job: (...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  await sleep()
  return await job(...args)
}

/** Calls at once, while its caller is still known. */
export function now<Args extends unknown[], Result>(job: (...args: Args) => Result, ...args: Args): Result {
  return job(...args)
}
