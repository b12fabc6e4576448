// What is told of a task: to `onError` and `onTask`, to the console, to `drainAfter`.

import { clock } from './engine.ts'
import { taskFailed } from './messages.generated.ts'
import { print } from './print.ts'
import type { Origin, ScopeRecord, TaskRecord } from './records.ts'
import { register } from './register.ts'
import type { TaskInfo, TaskStatus } from './types.ts'

export function count(): Record<TaskStatus, number> {
  return { done: 0, failed: 0, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 }
}

// Made once for all tasks that are given before another starts or ends, and forgotten with the last task.
let running: { readonly scope: ScopeRecord; readonly names: readonly string[] } | undefined

function namesOfRunning(scope: ScopeRecord): readonly string[] {
  if (running?.scope !== scope) {
    const names = [...scope.tasks]
      .filter(({ startedAt, result }) => startedAt !== undefined && !result)
      .map(({ name }) => name)
    running = { scope, names }
  }
  return running.names
}

/** A task of this scope has started, or is over. */
export function forgetRunning(scope: ScopeRecord): void {
  if (running?.scope === scope) running = undefined
}

const nobody: readonly string[] = Object.freeze([])

const nowhere: Origin = { chain: nobody, during: nobody }

/** Where a task that is given now comes from. After an `await` only what runs at that moment is known, not who gives it. */
function originOf(scope: ScopeRecord): Origin {
  const parent = register.task
  if (parent?.scope === scope) return { chain: [...parent.origin.chain, parent.name], during: nobody }
  return scope.state === 'open' ? nowhere : { chain: nobody, during: namesOfRunning(scope) }
}

/** A task is made. */
export function note(task: TaskRecord): void {
  task.givenAt = clock()
  task.startedAt = undefined
  task.origin = originOf(task.scope)
  task.placed = false
}

export function infoOf(task: TaskRecord): TaskInfo {
  const { id, name, place, scope, origin, givenAt, startedAt, endedAt, result } = task
  const { chain, during } = origin
  const { name: request, host, closedAt, outcome } = scope
  const age = Math.round(clock() - givenAt)
  const status = result?.status
  return {
    id,
    name,
    place,
    request,
    host,
    scope: scope.id,
    chain,
    during,
    age,
    givenAt,
    startedAt,
    endedAt,
    closedAt,
    outcome,
    status,
  }
}

/** The line for a failed task: what, of which request, where its `after` stands, and which tasks led to it. */
function describe({ name, request, place, chain, during }: TaskInfo): string {
  const quote = (names: readonly string[], between: string) => names.map((one) => `"${one}"`).join(between)
  let origin = ''
  if (chain.length) origin = `, given in ${quote(chain, ' > ')}`
  else if (during.length) origin = `, given while ${quote(during, ', ')} ran`
  return taskFailed(name, request, place ?? 'an unknown place', origin)
}

/** A task is over: counts it, and tells who wants to know. */
export function report(task: TaskRecord): void {
  const { scope, result } = task
  if (!result) return
  const { status, error } = result
  if (scope.state !== 'drained') {
    if (scope.report === scope.aid.none) scope.report = count()
    scope.report[status]++
  }
  register.over++
  const hasFailed = status === 'failed' || status === 'timeout' || status === 'dropped'
  // Most tasks succeed, and nobody asks.
  if (!hasFailed && !register.config.onTask) return
  task.endedAt = clock()
  const info = infoOf(task)
  const line = (): void => {
    if (scope.quiet) return
    if (status === 'dropped') register.overload?.drops.count()
    else print('error', describe(info), error)
  }
  if (register.watch) register.watch.over(scope, info, error, hasFailed ? line : undefined)
  else line()
}
