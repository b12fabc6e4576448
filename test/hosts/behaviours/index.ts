// What every host must do, in the order in which the guide tells it.
import type { Behaviour } from './behaviour.ts'
import { host } from './host.ts'
import { load } from './load.ts'
import { responses } from './responses.ts'
import { stop } from './stop.ts'
import { tasks } from './tasks.ts'

export const behaviours: readonly Behaviour[] = [...responses, ...tasks, ...host, ...load, ...stop]
