// A request that stays open for long, and whose listener gives a task for each event.
import { tasksPileUp } from './messages.generated.ts'
import { print } from './print.ts'
import type { ScopeRecord, TaskRecord } from './records.ts'
import { register } from './register.ts'

const MANY = 1000

/** Says so while you develop. */
export function watchPile(scope: ScopeRecord, { place = 'an unknown place' }: TaskRecord): void {
  if (scope.tasks.size !== MANY || scope.state !== 'open') return
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const key = `pile ${place}`
  if (/^(?:production|test)$/.test(process?.env?.NODE_ENV ?? '') || register.told.has(key)) return
  register.told.add(key)
  print('warn', tasksPileUp(`${MANY}`, scope.name, place))
}
