import type { Client } from '../client.ts'

export interface Behaviour {
  /** What a host's `no` names. */
  readonly key: string
  readonly claim: string
  /** Milliseconds; for those that take longer than a few requests. */
  readonly timeout?: number
  check(client: Client): Promise<void>
}
