// The same few lines for every tool: a request awaits, calls a library that nobody transforms, and comes back.

import { tracked, who } from '#tool'
import { load } from './library.ts'
import { sleep } from './sleep.ts'

export interface Seen {
  place: 'before' | 'after an await' | 'behind, by name' | 'back again' | 'behind, in place' | 'at the end'
  own: string
  /** Null: the tool said that it knows of none. */
  got: string | null
}

export const seen: Seen[] = []

const see = (place: Seen['place'], own: string): void => {
  seen.push({ place, own, got: who() })
}

const audit = (id: string): void => see('behind, by name', id)

export const handle = tracked(async (id: string, first: number, second: number): Promise<void> => {
  see('before', id)
  await sleep(first)
  see('after an await', id)
  await load(id, second, audit)
  see('back again', id)
  await load(id, second, (id) => see('behind, in place', id))
  see('at the end', id)
})
