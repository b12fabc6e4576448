// What npm installs on an old Node: an older major, without a word.
import { expect, test, vi } from 'vitest'
import { bullmq } from '../../runtime/durable/bullmq.ts'
import { pgBoss } from '../../runtime/durable/pg-boss.ts'

// pg-boss 10 has a default export and no `PgBoss`; a Worker of BullMQ 5 cannot cancel its jobs.
vi.mock('pg-boss', () => ({ PgBoss: undefined, fromPglite: undefined, default: class {} }))
vi.mock('bullmq', () => ({ Queue: class {}, Worker: class {}, DelayedError: class {} }))

test('an older pg-boss is refused when it is opened, with the version that is needed', async () => {
  const opened = pgBoss({ connectionString: 'postgres://localhost/none' }).open()
  await expect(opened).rejects.toThrow(
    'AFTERWORD_DURABLE_PEER: the pg-boss that is installed is too old: 12.36 or newer is needed. Install a newer one: npm install pg-boss@12.36.',
  )
})

test('an older BullMQ is refused when it is opened, with the version that is needed', async () => {
  const opened = async () => bullmq({ connection: { host: 'localhost', port: 1 } }).open()
  await expect(opened()).rejects.toThrow(
    'AFTERWORD_DURABLE_PEER: the bullmq that is installed is too old: 6 or newer is needed. Install a newer one: npm install bullmq@6.',
  )
})
