// The app that every host serves. It is compiled like any user's, and knows nothing of the host.
import type { Answer, Call, Route } from './call.ts'
import { listen } from './journal.ts'
import { context } from './routes/context.ts'
import { load } from './routes/load.ts'
import { meta } from './routes/meta.ts'
import { responses } from './routes/responses.ts'
import { tasks } from './routes/tasks.ts'

listen()

const routes: Record<string, Route> = { ...responses, ...tasks, ...load, ...context, ...meta }

export function answer(call: Call): Answer | Promise<Answer> {
  return routes[call.path]?.(call) ?? { status: 404, body: 'no such route' }
}
