import { need } from './engine.ts'
import { checkOptions, milliseconds, type Rules } from './options.ts'
import { register } from './register.ts'
import { infoOf } from './report.ts'
import { Ring } from './ring.ts'
import type { TaskInfo } from './types.ts'

const rules: Rules = { timeout: milliseconds }

/**
 * Waits until every request of this process is finished and its tasks are over, but no longer than `timeout`
 * milliseconds (default 10,000). Tells how many tasks came to their end meanwhile, and which did not: each with name,
 * `place`, `age` in milliseconds and request. Nothing is cancelled.
 *
 * While it waits, responses of HTTP/1 servers say `Connection: close`, unless their head was sent before: a client that
 * is kept alive would go on asking on the connection that it has, also after `server.close()`. So first let the server
 * take no new connection, then wait, then let the process exit:
 *
 * ```ts
 * process.once('SIGTERM', async () => {
 *   server.close() // and the idle connections with it
 *   const { lost } = await drainAfter({ timeout: 10_000 })
 *   for (const { name, request, age } of lost) console.error(`lost: ${name} of ${request}, ${age} ms old`)
 *   process.exit(lost.length ? 1 : 0)
 * })
 * ```
 *
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; AfterwordError `AFTERWORD_ENGINE_LACKS` in an engine
 * without setTimeout; as a rejection
 */
export async function drainAfter(options: { readonly timeout?: number | undefined } = {}): Promise<{
  /** Tasks that were over before the bound. */
  readonly done: number
  readonly lost: TaskInfo[]
}> {
  checkOptions('drainAfter', drainAfter, options, rules)
  need('drainAfter()', 'setTimeout')
  const before = register.over
  let timer: ReturnType<typeof setTimeout> | undefined
  let late = false
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late = true
      resolve()
    }, options.timeout ?? 10_000)
  })
  register.scopes ??= new Ring()
  const { scopes } = register
  register.draining = (register.draining ?? 0) + 1
  for (const scope of scopes) scope.live?.hangUp?.()
  // Round by round: a request that is still open may give tasks, and a task may give others.
  while (scopes.size && !late) {
    const all = [...scopes].flatMap((scope) => [scope.drained, ...[...scope.tasks].map((task) => task.done)])
    await Promise.race([Promise.all(all), bound])
  }
  clearTimeout(timer)
  register.draining--
  register.overload?.drops.tell()
  const lost = [...scopes].flatMap((scope) => [...scope.tasks].map((task) => infoOf(task)))
  register.watch?.lost(lost)
  return { done: register.over - before, lost }
}
