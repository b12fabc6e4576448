/**
 * What calls a function that belongs to no request: a clock, a queue, the process itself? By the names that libraries and platforms use, for what
 * is given to a call, for methods with a decorator, and for what an object has beside `fetch`.
 */
import type { Bindings } from './bindings.ts'
import { isMember, type Node, propertyName, stringValue, unwrap } from './nodes.ts'
import { findScheduler } from './schedulers.ts'

/** What starts later and by itself: node-cron, node-schedule, Bull, Bee-Queue, Agenda, pg-boss, amqplib, KafkaJS. */
const JOBS: ReadonlyMap<string, string> = new Map([
  ['schedule', 'a clock'],
  ['scheduleJob', 'a clock'],
  ['cron', 'a clock'],
  ['process', 'a queue'],
  ['work', 'a queue'],
  ['consume', 'a queue'],
  ['eachMessage', 'a queue'],
])
/** `new Worker('orders', work)` of BullMQ, `new CronJob(…)`, `new Cron(…)`. */
const MADE: ReadonlyMap<string, string> = new Map([
  ['Worker', 'a queue'],
  ['QueueWorker', 'a queue'],
  ['CronJob', 'a clock'],
  ['Cron', 'a clock'],
])
/** Of `@nestjs/schedule`, `@nestjs/bull`, `@nestjs/event-emitter`. */
const DECORATORS: ReadonlyMap<string, string> = new Map([
  ['Cron', 'a clock'],
  ['Interval', 'a clock'],
  ['Timeout', 'a clock'],
  ['Process', 'a queue'],
  ['OnQueueEvent', 'a queue'],
  ['OnWorkerEvent', 'a queue'],
])
/** What a platform calls beside `fetch`: Workers. */
const BESIDE_FETCH: ReadonlyMap<string, string> = new Map([
  ['scheduled', 'a clock'],
  ['alarm', 'a clock'],
  ['queue', 'a queue'],
  ['email', 'a mail'],
  ['tail', 'a log'],
])
const LISTENS = /^(?:on|once|addListener|prependListener|prependOnceListener)$/

/** @param call at the top of a module @returns what calls the functions that it is given */
export function findIdle(call: Node, bindings: Bindings): string | null {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? propertyName(callee) : null
  const named = callee.type === 'Identifier' ? callee.name : null
  if (call.type === 'NewExpression') return MADE.get(named ?? method ?? '') ?? null
  if (findScheduler(callee, bindings)) return 'a timer'
  if (method === null) return null
  const object = unwrap(callee.object)
  const root = object.type === 'Identifier' && !bindings.resolve(object) ? object.name : null
  if (root === 'process' && LISTENS.test(method)) return 'the process'
  // `.then(…)` of what a module begins runs when no request does.
  if (/^(?:then|catch|finally)$/.test(method)) return 'a promise of the module'
  // `app.listen(3000, () => …)`
  if (method === 'listen') return 'the server when it starts'
  const [first] = call.arguments as Node[]
  // A router has paths.
  if (first && stringValue(first)?.startsWith('/')) return null
  return JOBS.get(method) ?? null
}

/** @param decorator the name of one of a method's */
export const idleByDecorator = (decorator: string): string | null => DECORATORS.get(decorator) ?? null

/** @param member of what is the server: `export default { fetch(request) { … }, scheduled(controller) { … } }` */
export const idleBesideFetch = (member: string): string | null => BESIDE_FETCH.get(member) ?? null
