// The helper that frameworks write for themselves: every `await x` becomes `(await save(x))()`.

import { type Tool, unmarked } from './tool.ts'

let current: string | null = null

export async function save<T>(promise: T): Promise<() => Awaited<T>> {
  const saved = current
  const value = await promise
  return () => {
    current = saved
    return value
  }
}

export const run: Tool['run'] = (id, request) => {
  const before = current
  current = id
  try {
    return request()
  } finally {
    current = before
  }
}
export const who: Tool['who'] = () => current
export const tracked: Tool['tracked'] = unmarked
