// `npm run demo -- --durable`, from the outside: a server is killed in the midst of a task, started again, and the task is done. The program is
// compiled, as a user's is.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('npm run demo -- --durable: the receipt goes out although its server was killed', {
  timeout: 180_000,
}, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'fixtures/apps/demo.ts'), '--durable'],
    { cwd: root, encoding: 'utf8', timeout: 170_000 },
  )
  expect(stderr).toBe('')
  expect(stdout).toMatch(/begins, attempt 1 of 5, in process (\d+)\n\s+the server is killed/)
  expect(stdout).toMatch(/begins, attempt 2 of 5, in process (\d+)\n\s+receipt of order-1 is mailed to Ada/)
  expect(status).toBe(0)
})
