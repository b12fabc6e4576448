// What happened, for which request (told by hand, as a parameter), and in which scope (told by afterword).
import { after, currentScope } from 'afterword'

export interface Entry {
  what: string
  /** Handed on as an ordinary argument: the truth. */
  id: string
  scope: string | null
}

export const journal: Entry[] = []

/** Without the plugin nothing is compiled, and after() would have no scope: tasks are left to a timer then. */
const control = process.env.CONTROL === '1'

export function note(what: string, id: string): void {
  journal.push({ what, id, scope: currentScope()?.name ?? null })
}

export function task(what: string, id: string): void {
  note(what, id)
  const run = async (): Promise<void> => {
    await pause(1)
    note(`${what}, in its task`, id)
  }
  if (control) setTimeout(run, 5)
  else after(run)
}

export const pause = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function later<T>(value: T, ms = 1): Promise<T> {
  await pause(ms)
  return value
}

/** A function's own name, which is as written unless a minifier has changed it. */
export const nameOf = ({ name }: { name: string }): string => (process.env.MINIFIED === '1' ? '' : name)
