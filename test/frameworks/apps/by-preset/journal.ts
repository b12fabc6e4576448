import type { IncomingMessage, ServerResponse } from 'node:http'

/** Which request each task has seen, by the one whose code gave it. */
export const seen: { what: string; given: string; heard: string }[] = []

export function journal({ url }: IncomingMessage, res: ServerResponse): boolean {
  if (url !== '/journal') return false
  res.end(JSON.stringify(seen))
  return true
}
