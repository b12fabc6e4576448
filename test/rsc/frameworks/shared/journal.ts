// What the tasks of an app were told, and doors that a test keeps shut.
import { currentScope } from 'afterword'

interface Note {
  what: string
  id: string
  /** The `x-id` of the request that the task saw, or the component that gave it. */
  heard: string | null
  outcome?: string | undefined
  status?: number | undefined
  reads?: number | undefined
}

const notes: (Note & { scope: string | undefined })[] = []
const doors = new Map<string, { opened: Promise<void>; open: () => void }>()

function doorOf(id: string) {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const door = doors.get(id) ?? { opened, open }
  doors.set(id, door)
  return door
}

export function note(one: Note): void {
  notes.push({ ...one, scope: currentScope()?.name })
}

/** Requests overlap: each takes its own time. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 20))

/** Ids that begin with `held` wait until the journal is asked to let them in. */
export const held = (id: string): Promise<void> => (id.startsWith('held') ? doorOf(id).opened : pause())

/** `GET /journal`, or `/journal?open=ID`. */
export function answer(request: Request): Response {
  const id = new URL(request.url).searchParams.get('open')
  if (id) doorOf(id).open()
  return Response.json(notes)
}
