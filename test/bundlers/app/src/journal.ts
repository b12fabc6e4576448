// What happened in which task: for the request that its closure knows, and for the one that afterword says.
import { type AfterInfo, headers } from 'afterword'

export interface Finished {
  what: string
  /** Handed on as an ordinary argument: the truth. */
  id: string
  heard: string | null
  name: string
  late: boolean
}

export const finished: Finished[] = []
export const answered = new Set<string>()

export function note(what: string, id: string, { name }: Pick<AfterInfo, 'name'>): void {
  finished.push({ what, id, heard: headers().get('x-id'), name, late: answered.has(id) })
}
