// What the tasks tell: of which request they know, by what was written in the code, and by their scope.
import { configureAfter, currentScope } from 'afterword'

export interface Note {
  what: string
  /** Handed on by hand, as an argument. */
  id: string
  /** The name of its scope. */
  scope: string | undefined
  detail?: unknown
}

interface Told {
  name: string
  request: string
  outcome: string | undefined
  status: string | undefined
}

export const journal = {
  notes: [] as Note[],
  told: [] as Told[],
  errors: [] as string[],
  loads: {} as Record<string, number>,
}

export function note(what: string, id: string, detail?: unknown): void {
  journal.notes.push({ what, id, scope: currentScope()?.name, ...(detail === undefined ? {} : { detail }) })
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
export const pause = (): Promise<void> => sleep(Math.random() * 12)

const gates = new Map<string, PromiseWithResolvers<void>>()

/** Closed until somebody else's request opens it. */
export function gate(id: string): PromiseWithResolvers<void> {
  const made = gates.get(id) ?? Promise.withResolvers<void>()
  gates.set(id, made)
  return made
}

/** Those of contexts.tsx are counted there: a policy may drop them. */
const isCounted = (request: string): boolean => request.startsWith('GET /context/')

configureAfter({
  onTask({ name, request, outcome, status }) {
    if (!isCounted(request)) journal.told.push({ name, request, outcome, status })
  },
  onError(error, { name, request }) {
    if (!isCounted(request)) journal.errors.push(`${name} of ${request}: ${error}`)
  },
})
