// Nothing but the language: no timers, no `queueMicrotask`, no `performance`, no console. Who embeds it turns the wheel.
import { after, configureAfter, drainAfter, headers, openScope } from 'afterword'
import { handle, log, pump } from './app.ts'

const answers: Record<string, string> = {}
const reports: unknown[] = []

const code = (error: unknown): string => `${(error as { code?: string }).code}: ${(error as Error).message}`

/** What needs more than the language says so. */
function lacking(): string[] {
  const scope = openScope({ request: { headers: {} } })
  const found: string[] = []
  const attempt = (call: () => unknown): void => {
    try {
      call()
      found.push('nothing was thrown')
    } catch (error) {
      found.push(code(error))
    }
  }
  scope.run(() => {
    attempt(() => headers())
    attempt(() => after(() => {}, { timeout: 5 }))
    attempt(() => configureAfter({ timeout: 5 }))
    after((info) => attempt(() => info.signal))
  })
  drainAfter().catch((error) => found.push(code(error)))
  scope.close('sent')
  return found
}

Object.assign(globalThis, {
  pump,
  lacking,
  start(users: string[]) {
    configureAfter({ onError: (error) => log.push(`error: ${(error as Error).message}`) })
    for (const user of users) {
      const scope = openScope({ name: `GET /${user}`, request: { headers: { cookie: `user=${user}` } } })
      scope.run(handle, 'tea').then((answer) => {
        answers[user] = answer
        scope.close('sent')
      })
      scope.drained.then((report) => reports.push(report))
    }
  },
  limit: configureAfter,
  show: () => JSON.stringify({ answers, log, reports }),
})
