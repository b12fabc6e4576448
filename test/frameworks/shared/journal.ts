// What the tasks of an app were told, and doors that a test keeps shut.
import { currentScope } from 'afterword'

export interface Note {
  what: string
  /** The `x-id` of the request that the task saw. */
  heard: string | null
  /** The one that the code which gave the task saw. */
  given: string | null
  cookie: string | undefined
  name: string
  scope: string | undefined
  outcome: string | undefined
  status: number | undefined
  error: string | undefined
}

// Development servers evaluate a module again when it changes.
const home = globalThis as { journal?: { notes: Note[]; doors: Map<string, Door> } }
home.journal ??= { notes: [], doors: new Map() }
const { notes, doors } = home.journal

interface Door {
  opened: Promise<void>
  open: () => void
}

function doorOf(id: string): Door {
  const known = doors.get(id)
  if (known) return known
  const { promise, resolve } = Promise.withResolvers<void>()
  const door = { opened: promise, open: resolve }
  doors.set(id, door)
  return door
}

export function note(one: Omit<Note, 'scope'>): void {
  const whole = { ...one, scope: currentScope()?.name }
  notes.push(whole)
  // While pages are written, nobody can ask.
  if (process.env.AFTERWORD_BUILD) console.log(`note ${JSON.stringify(whole)}`)
}

/** Requests overlap: each takes its own time. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 20))

/** Until the journal is asked to open the door. */
export const held = (id: string): Promise<void> => doorOf(id).opened

/** `GET /journal?of=ID`, or `/journal?open=ID`. */
export function answer({ searchParams }: URL): Response {
  const door = searchParams.get('open')
  if (door) doorOf(door).open()
  const id = searchParams.get('of')
  return Response.json(notes.filter(({ heard, given }) => heard === id || given === id))
}
