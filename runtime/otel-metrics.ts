// The metrics of `afterword/otel`. The API has no meter that waits for a provider, so the instruments are made of the first that measures.
import { type Counter, type Histogram, type MeterProvider, metrics } from '@opentelemetry/api'
import { register } from './register.ts'
import type { TaskInfo } from './types.ts'

interface Instruments {
  readonly provider: MeterProvider
  readonly tasks: Counter
  readonly duration: Histogram
  readonly wait: Histogram
}

let instruments: Instruments | undefined

function current(): Instruments {
  const provider = metrics.getMeterProvider()
  if (instruments?.provider === provider) return instruments
  const meter = metrics.getMeter('afterword')
  const seconds = {
    unit: 's',
    advice: {
      explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    },
  }
  instruments = {
    provider,
    tasks: meter.createCounter('afterword.tasks', {
      unit: '{task}',
      description: 'Tasks that are over, by how they ended',
    }),
    duration: meter.createHistogram('afterword.task.duration', {
      ...seconds,
      description: 'From the start of a task to its end',
    }),
    wait: meter.createHistogram('afterword.task.wait', {
      ...seconds,
      description: 'From the end of the response to the start of a task',
    }),
  }
  meter
    .createObservableGauge('afterword.queue.length', {
      unit: '{task}',
      description: 'Tasks that wait for a place of concurrency',
    })
    .addCallback((result) => result.observe(register.overload?.waiting.length ?? 0))
  meter
    .createObservableGauge('afterword.tasks.running', { unit: '{task}', description: 'Callbacks that run' })
    .addCallback((result) => result.observe(register.running))
  return instruments
}

export const measure = {
  /** The gauges are there with the first task. */
  given(): void {
    current()
  },
  over({ name, host, outcome, givenAt, startedAt, endedAt, closedAt }: TaskInfo, status: string): void {
    const { tasks, duration, wait } = current()
    const attributes = {
      'afterword.task.name': name,
      'afterword.task.status': status,
      'afterword.host': host,
      ...(outcome && { 'afterword.outcome': outcome }),
    }
    tasks.add(1, attributes)
    if (startedAt === undefined || endedAt === undefined) return
    duration.record((endedAt - startedAt) / 1000, attributes)
    // A promise runs before the response is over, and one that is given late has waited since then.
    const due = Math.max(closedAt ?? givenAt, givenAt)
    wait.record(Math.max(0, startedAt - due) / 1000, attributes)
  },
}
