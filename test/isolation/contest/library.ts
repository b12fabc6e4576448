// The one untransformed `await`.

import { sleep } from './sleep.ts'

export async function load(id: string, ms: number, done: (id: string) => void): Promise<void> {
  await sleep(ms)
  done(id)
}
