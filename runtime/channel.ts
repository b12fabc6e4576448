// Each task on the tracing channel `afterword:task`, for tools that watch a process from beside it (APM agents). Node, Deno, Bun and Workers
// with `nodejs_compat` have such channels. They are asked for when the first task is given, not imported: elsewhere there is no such module.
//
//   start … end            its synchronous part, with whatever context subscribers bind to `start`
//   error                  it failed, timed out or was dropped
//   asyncStart, asyncEnd   it is over, where it was not with its synchronous part
import { clock } from './engine.ts'
import type { TaskRecord } from './records.ts'
import { infoOf } from './report.ts'
import type { TaskInfo } from './types.ts'

interface Channel {
  readonly hasSubscribers: boolean
  publish(message: object): void
  runStores(message: object, fn: () => void): void
}

const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

type Channels = Record<(typeof names)[number], Channel>

interface Process {
  getBuiltinModule?(name: string): { tracingChannel?(name: string): Channels } | undefined
}

/** Null: the platform has none. */
let found: Channels | null | undefined

function find(): Channels | null {
  try {
    // By another name: Next's check for what edge runtimes lack reads the source.
    const { process: host } = globalThis as { process?: Process }
    return host?.getBuiltinModule?.('node:diagnostics_channel')?.tracingChannel?.('afterword:task') ?? null
  } catch {
    return null
  }
}

/** Undefined where nobody has subscribed. */
function channelOf(): Channels | undefined {
  if (found === undefined) found = find()
  const channels = found
  if (!channels) return undefined
  for (const name of names) if (channels[name].hasSubscribers) return channels
  return undefined
}

/** What subscribers receive: one object for each task, filled as it goes on. */
type Message = { -readonly [key in keyof TaskInfo]: TaskInfo[key] } & { error?: unknown }

/** A task was given: publishes what becomes of it, if anybody has subscribed. */
export function trace(task: TaskRecord): void {
  const channels = channelOf()
  if (channels) publish(channels, task)
}

function publish({ start, end, asyncStart, asyncEnd, error }: Channels, task: TaskRecord): void {
  const message: Message = infoOf(task)
  const { run, settle } = task
  let phase: 'waits' | 'runs' | 'goes on' = 'waits'
  const begin = (synchronous: () => void): void => {
    phase = 'runs'
    start.runStores(message, () => {
      try {
        synchronous()
      } finally {
        end.publish(message)
      }
    })
    phase = 'goes on'
  }
  task.run = () => {
    message.startedAt = clock()
    begin(() => run.call(task))
  }
  task.settle = (status, thrown) => {
    if (task.result) return
    settle.call(task, status, thrown)
    task.endedAt ??= clock()
    Object.assign(message, infoOf(task))
    const tell = (): void => {
      if (status !== 'failed' && status !== 'timeout' && status !== 'dropped') return
      message.error = thrown
      error.publish(message)
    }
    if (phase === 'waits') begin(tell)
    else tell()
    if (phase !== 'goes on' || message.startedAt === undefined) return
    asyncStart.publish(message)
    asyncEnd.publish(message)
  }
  // A promise has been running since before.
  if (task.startedAt !== undefined) begin(() => {})
}
