// `ask` as AsyncLocalStorage answers it, and what the programs import from afterword.
import { AsyncLocalStorage } from 'node:async_hooks'
import { answersOf, userOf } from './answers.ts'

export { later } from './answers.ts'
export * from './fakes.ts'

export const storage: AsyncLocalStorage<string> = new AsyncLocalStorage()

export const asking = (program: string) => (wanted: string) => {
  answersOf(program).push({ wanted, got: userOf(storage.getStore() ?? 'none', program) })
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the program has
type Any = any

export const bind = (fn: Any): Any => AsyncLocalStorage.bind(fn)

export const openScope = ({ name }: { name: string }): Any => ({
  run: (fn: Any, ...args: Any[]) => storage.run(name, fn, ...args),
  close() {},
})
