// What every host must do, in the order in which the README tells it.
import type { Client } from '../client.ts'
import { host } from './host.ts'
import { load } from './load.ts'
import { responses } from './responses.ts'
import { stop } from './stop.ts'
import { tasks } from './tasks.ts'

export interface Behaviour {
  /** What a host's `no` names. */
  readonly key: string
  readonly claim: string
  /** Milliseconds; for those that take longer than a few requests. */
  readonly timeout?: number
  check(client: Client): Promise<void>
}

export const behaviours: readonly Behaviour[] = [...responses, ...tasks, ...host, ...load, ...stop]
