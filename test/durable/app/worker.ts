// A worker that writes down what it does, and does with each job what its captured word says. `DEPLOY` is which version of the task it has.
import { appendFileSync } from 'node:fs'
import { type After, after, configureAfter, openScope } from 'afterword'
import { configureDurable, work } from 'afterword/durable'
import { durable, job } from 'afterword/durable/compiled'
import { engineOf } from './engine.ts'

const { ENGINE = '', JOURNAL = '', NAME = 'task', DEPLOY = 'one', CONCURRENCY = '10' } = process.env

const write = (...words: unknown[]): void => appendFileSync(JOURNAL, `${words.join(' ')}\n`)

interface Info {
  readonly job: { readonly id: string; readonly attempt: number }
}

const run =
  (word: unknown, id: unknown) =>
  async (info: Info): Promise<void> => {
    const { attempt } = info.job
    write('begin', id, attempt, process.pid)
    if (attempt === 1) {
      if (word === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000))
      // The event loop stands still, and the machine has other things to do.
      if (word === 'block')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.BLOCK))
    }
    write('end', id, attempt, process.pid)
    // All is done but for the word to the engine.
    if (word === 'lose' && attempt === 1) process.kill(process.pid, 'SIGKILL')
  }

const deploys: Record<string, () => void> = {
  one: () =>
    job(NAME, ['word', 'id'], 'src/task.ts:1', ((word: unknown, id: unknown) => run(word, id)) as never),
  renamed: () =>
    job(NAME, ['word', 'order'], 'src/task.ts:9', ((word: unknown, order: unknown) =>
      run(word, order)) as never),
  added: () =>
    job(NAME, ['word', 'id', 'user'], 'src/task.ts:9', ((word: unknown, id: unknown) =>
      run(word, id)) as never),
  removed: () => job(NAME, ['id'], 'src/task.ts:9', ((id: unknown) => run('less', id)) as never),
  upgraded: () =>
    job(
      NAME,
      ['word', 'order'],
      'src/task.ts:9',
      ((word: unknown, order: unknown) => run(word, order)) as never,
      (old) => ({ word: old.word, order: old.id }),
    ),
  another: () => job('another', [], 'src/another.ts:1', () => () => {}),
}

deploys[DEPLOY]?.()
configureDurable({ engine: engineOf(ENGINE) })
configureAfter({ onError: (error) => write('error', (error as { code?: string }).code) })
const worker = await work({ concurrency: Number(CONCURRENCY) })
process.once('SIGTERM', async () => {
  await worker.stop({ timeout: 1_000 })
  process.exit(0)
})
// One that is given by itself: of a folder only its own process can.
if (process.env.GIVE) {
  const scope = openScope()
  const task = durable(NAME, { word: process.env.GIVE, id: 'given' })
  scope.run(() => (after as After)(task as never, { name: NAME, durable: { id: 'given' } }))
  scope.close('sent')
}
console.log('ready')
