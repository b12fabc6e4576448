// A host's app that has been started, as tests hold it.
import type { TaskInfo } from 'afterword'

export interface Drained {
  readonly done: number
  readonly lost: TaskInfo[]
  readonly ms: number
}

export interface Running {
  readonly url: string
  /** What the process has written to stderr. */
  stderr(): string
  /** Bytes on the heap after a collection, where the app cannot tell by itself. */
  heap?(): Promise<number>
  /** Sends SIGTERM, and waits for the exit and what `drainAfter` has told. */
  terminate?(): Promise<Drained>
  /** When the platform was done with a request, by its x-id. */
  doneAt?(id: string): number | undefined
  stop(): Promise<void>
}
