// What a platform calls beside `fetch`: Workers' clocks, queues, mails and logs, and the alarms and sockets of Durable Objects. Each event has a
// scope of its own, which is closed when its handler is over, and has no request.
import { from } from '../carriers.ts'
import { isThenable } from '../drain.ts'
import { openHostScope } from '../open.ts'
import { plain } from '../print.ts'
import type { AnyFunction } from '../records.ts'
import { register } from '../register.ts'
import { findPlatform } from './platform.ts'

/** Whether what it is called with identifies the event: a socket has many messages. */
const EVENTS: Readonly<Record<string, boolean>> = {
  scheduled: true,
  queue: true,
  email: true,
  tail: true,
  trace: true,
  test: true,
  alarm: true,
  webSocketMessage: false,
  webSocketClose: false,
  webSocketError: false,
}

/** The names of what `holder` has for events: an object, whose own they are, or the prototype of a class. */
export const eventsOf = (holder: object): string[] =>
  Object.keys(EVENTS).filter(
    (name) => Object.hasOwn(holder, name) && typeof Reflect.get(holder, name) === 'function',
  )

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** `scheduled 0 * * * *`, `queue orders`, `email`. */
function nameOf(name: string, event: unknown): string {
  const { cron, queue } = (isObject(event) ? event : {}) as { cron?: unknown; queue?: unknown }
  const detail = [cron, queue].find((one) => typeof one === 'string' && one !== '')
  return plain(detail === undefined ? name : `${name} ${detail}`)
}

/** @param contextOf what keeps the work alive, of the object that is called; without it, the third argument */
export function wrapEvent(
  host: string,
  name: string,
  handler: AnyFunction,
  contextOf?: (self: unknown) => unknown,
): AnyFunction {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const call = () => Reflect.apply(handler, this, args)
    const [event] = args
    const carriers = EVENTS[name] && isObject(event) ? [event] : []
    const outer = from(...carriers)
    if (outer?.state === 'open') return outer.run(call)
    const { info, waitUntil } = findPlatform([contextOf ? contextOf(this) : args[2]], 'handoff')
    register.host = info
    const scope = openHostScope({ host, name: nameOf(name, event), carriers, waitUntil })
    const fail = (error: unknown): never => {
      scope.close('errored', { error })
      throw error
    }
    const end = (value: unknown): unknown => {
      scope.close('sent')
      return value
    }
    let result: unknown
    try {
      result = scope.run(call)
      if (isThenable(result)) return result.then(end, fail)
    } catch (error) {
      return fail(error)
    }
    return end(result)
  }
  return Object.defineProperty(wrapped, 'length', { value: handler.length })
}
