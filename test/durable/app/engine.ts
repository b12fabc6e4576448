// The engine that a process of a test is told.
import type { Engine } from 'afterword/durable'
import { bullmq } from 'afterword/durable/bullmq'
import { pgBoss } from 'afterword/durable/pg-boss'

/** `postgres://…`, `redis://…`, or a folder. A dead worker is missed as soon as the engine can. */
export function engineOf(where: string): Engine & { open(): Promise<void>; close(): Promise<void> } {
  if (where.startsWith('postgres:')) return pgBoss({ connectionString: where, pollingIntervalSeconds: 1 })
  if (where.startsWith('redis:')) return bullmq({ connection: { url: where }, lockDuration: 2_000 })
  return pgBoss({ folder: where, pollingIntervalSeconds: 1 })
}
