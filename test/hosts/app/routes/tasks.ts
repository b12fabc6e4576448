// What `after` takes, and what becomes of it.
import { after, cookies, currentScope, headers } from 'afterword'
import { type Route, sleep } from '../call.ts'
import { note, plain } from '../journal.ts'

async function work(id: string, what: string): Promise<void> {
  await sleep(20)
  note(id, what)
}

export const tasks: Record<string, Route> = {
  '/kinds': ({ id }) => {
    after(() => note(id, 'sync'))
    after(async () => {
      await sleep(5)
      note(id, 'async')
    })
    after(work(id, 'promise'))
    return { body: 'kinds' }
  },
  '/nested': ({ id }) => {
    after(async () => {
      note(id, 'outer')
      after(() => {
        note(id, 'inner')
        after(() => note(id, 'innermost'))
      })
      await sleep(10)
      after(() => note(id, 'behind an await'))
    })
    return { body: 'nested' }
  },
  '/late': ({ id, keep }) => {
    const later = async () => {
      await sleep(80)
      note(id, 'before', { state: currentScope()?.state })
      after(async () => {
        note(id, 'late', { own: headers().get('x-id') })
        await sleep(10)
        note(id, 'late and awaited', { own: headers().get('x-id'), cookie: cookies().get('session')?.value })
      })
      note(id, 'behind the call')
      await sleep(50)
    }
    keep(later())
    return { body: 'late' }
  },
  '/errors': ({ id }) => {
    after(
      () => {
        throw new Error('at once')
      },
      { name: `${id} first` },
    )
    after(
      async () => {
        await sleep(5)
        throw new Error('later')
      },
      { name: `${id} second` },
    )
    after(Promise.reject(new Error('rejected')), { name: `${id} third` })
    after(() => note(id, 'the others run'))
    return { body: 'errors' }
  },
  '/order': ({ id }) => {
    for (const n of [1, 2, 3, 4, 5]) {
      after(async () => {
        note(id, `start ${n}`)
        await sleep(30 - 5 * n)
        note(id, `end ${n}`)
      })
    }
    return { body: 'order' }
  },
  '/options': async ({ id }) => {
    for (const n of [1, 2, 3]) after(() => note(id, `keyed ${n}`), { key: 'k', name: `${id} keyed ${n}` })
    after(() => note(id, 'by name'), { name: `${id} taken back` })
    const handle = after((info) => note(id, 'by handle', plain(info)), { name: `${id} handle` })
    after((info) => note(id, 'named', plain(info)), { name: `${id} named` })
    const [first, again] = [after.cancel(`${id} taken back`), after.cancel(`${id} taken back`)]
    note(id, 'handler', { first, again, handle: handle.cancel(), handleName: handle.name })
    after(async () => note(id, 'done', { ...(await handle.done) }))
    return { body: 'options' }
  },
  '/on': async ({ id, query }) => {
    for (const on of ['always', 'success', 'error', 'abort'] as const)
      after(() => note(id, on), { on, name: `${id} ${on}` })
    await sleep(1)
    if (query.has('fail')) throw new Error('asked for')
    return { body: 'on' }
  },
  '/timeout': ({ id }) => {
    after(
      async ({ signal, deadline }) => {
        const begin = Date.now()
        note(id, 'start', { deadline: Number(deadline) - begin, aborted: signal.aborted })
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        note(id, 'signal', { reason: (signal.reason as Error).name, ms: Date.now() - begin })
      },
      { timeout: 60, name: `${id} slow` },
    )
    after((info) => note(id, 'task', plain(info)), { timeout: 20_000_000 })
    return { body: 'timeout' }
  },
  '/keep': ({ id, keep }) => {
    const scope = currentScope()
    after(async () => {
      await sleep(60)
      note(id, 'first')
    })
    after(async () => {
      await sleep(100)
      after(async () => {
        await sleep(40)
        note(id, 'last')
      })
    })
    keep(Promise.resolve(scope?.drained).then((report) => note(id, 'drained', { report })))
    return { body: 'keep' }
  },
  '/carriers': async ({ id, carriers }) => {
    await sleep(1)
    const scope = currentScope()?.id
    for (const [name, carrier] of Object.entries(carriers))
      after.with(carrier, () => note(id, 'task', { name, same: currentScope()?.id === scope }))
    return { body: Object.keys(carriers).join() }
  },
}
