// Whether scopes are collected: by weak references to those of past requests.
import { currentScope } from 'afterword'
import { sleep } from './journal.ts'

const seen: WeakRef<object>[] = []

export function watchScope(): void {
  const scope = currentScope()
  if (scope) seen.push(new WeakRef(scope))
}

export async function inspectProcess(): Promise<{ seen: number; alive: number; heap: number }> {
  for (let round = 0; round < 4; round++) {
    await sleep(5)
    ;(globalThis as { gc?: () => void }).gc?.()
  }
  const alive = seen.filter((each) => each.deref()).length
  return { seen: seen.length, alive, heap: process.memoryUsage().heapUsed }
}
