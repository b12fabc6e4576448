// Who asked for what, and who got it.

import { after, headers } from 'afterword'

export interface Entry {
  place: string
  /** The request whose code this is, passed by hand. */
  own: string
  /** The request that the task found itself in; null if `after` refused. */
  got: string | null
  code?: string
  message?: string
}

export const journal: Entry[] = []

/** No request is in sight here: only the scope can tell. */
export function note(place: string, own: string): void {
  try {
    after(() => {
      journal.push({ place, own, got: headers().get('x-request') })
    })
  } catch (error) {
    refuse(place, own, error)
  }
}

export function refuse(place: string, own: string, error: unknown): void {
  const { code, message } = error as { code: string; message: string }
  journal.push({ place, own, got: null, code, message })
}
