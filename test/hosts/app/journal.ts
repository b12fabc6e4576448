// What the app saw, for the test to ask: /__events?id=…
import { type AfterInfo, configureAfter, type TaskInfo } from 'afterword'

export interface Entry {
  readonly what: string
  readonly at: number
  readonly [detail: string]: unknown
}

const events = new Map<string, Entry[]>()

export function note(id: string, what: string, detail: Record<string, unknown> = {}): void {
  const list = events.get(id) ?? []
  events.set(id, list)
  list.push({ what, at: Date.now(), ...detail })
}

export const eventsOf = (id: string): Entry[] => events.get(id) ?? []

/** The part of an `AfterInfo` that can be sent. */
export const plain = ({ outcome, status, error, id, name, deadline, signal }: AfterInfo) => ({
  outcome,
  status,
  error: error instanceof Error ? error.message : error,
  taskId: id,
  name,
  deadline: deadline?.getTime(),
  aborted: signal.aborted,
})

const idOf = ({ name }: TaskInfo): string | undefined => /^(\S+) /.exec(name)?.[1]

/** Tasks that are named `<id> …` have what became of them in their request's journal. */
export function listen(): void {
  configureAfter({
    onError: (error, info) => {
      const id = idOf(info)
      const { name, place, request, host, outcome } = info
      if (id) note(id, 'onError', { name, place, request, host, outcome, error: String(error) })
      else console.error('a task without an id failed:', info.name, error)
    },
    onTask: (info) => {
      const id = idOf(info)
      const { name, place, request, host, outcome, status } = info
      if (id) note(id, 'onTask', { name, place, request, host, outcome, status })
    },
  })
}
