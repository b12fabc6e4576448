// Who is told of requests and tasks: the hooks of `configureAfter`, which brings this in. What they need is laid on the single task, so that one of
// which nobody wants to know costs a question.
import { isThenable } from './drain.ts'
import { call, listenersOf } from './listeners.ts'
import type { ScopeRecord, TaskRecord, Watch } from './records.ts'
import { register } from './register.ts'
import { infoOf } from './report.ts'

/** What hooks have returned for a request, where it has to be waited for. */
const telling = new WeakMap<ScopeRecord, unknown[]>()

function keep(scope: ScopeRecord, result: unknown): void {
  if (!isThenable(result)) return
  const all = telling.get(scope)
  if (all) all.push(result)
  else telling.set(scope, [result])
}

/** The task is started by what `around` calls, or without it. */
function wrap(task: TaskRecord, around: (start: () => void) => unknown): void {
  const { run } = task
  task.run = () => {
    let isStarted = false
    const start = (): void => {
      if (isStarted) return
      isStarted = true
      run.call(task)
    }
    call('onGive', task.name, task.scope.name, () => around(start))
    start()
  }
}

export const watch: Watch = {
  opened(scope) {
    const { onRequest } = register.config
    for (const one of listenersOf(onRequest)) call('onRequest', 'none', scope.name, () => one(scope))
  },
  given(scope, task) {
    const { onGive } = register.config
    if (!onGive) return
    const info = infoOf(task)
    for (const one of listenersOf(onGive)) {
      const around = call('onGive', task.name, scope.name, () => one(info, scope))
      if (typeof around === 'function') wrap(task, around)
    }
  },
  over(scope, info, error, line) {
    const { onError, onTask } = register.config
    const { name, request } = info
    // The failure is printed once, for all hooks that failed to take it.
    let untold = line
    const print = (): void => {
      untold?.()
      untold = undefined
    }
    if (line && !onError) print()
    if (line)
      for (const one of listenersOf(onError))
        keep(
          scope,
          call('onError', name, request, () => one(error, info), print),
        )
    for (const one of listenersOf(onTask))
      keep(
        scope,
        call('onTask', name, request, () => one(info, error)),
      )
  },
  lost(tasks) {
    for (const info of tasks)
      for (const one of listenersOf(register.config.onLost))
        call('onLost', info.name, info.request, () => one(info))
  },
  async told(scope, over) {
    const result = await over
    for (let all = telling.get(scope); all; all = telling.get(scope)) {
      telling.delete(scope)
      await Promise.allSettled(all)
    }
    return result
  },
}
