/**
 * `afterword/durable`: tasks that survive the process. `after(task, { name, durable: true })` stores the task on an engine before the response is
 * finished; a worker runs it, here or on another machine, at least once.
 *
 *     configureDurable({ engine: pgBoss({ connectionString }) })
 */
export { configureDurable } from './configure.ts'
export { runJob } from './run.ts'
export type * from './types.ts'
export { work } from './work.ts'
