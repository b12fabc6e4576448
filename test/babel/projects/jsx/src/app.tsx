import type { IncomingMessage, ServerResponse } from 'node:http'
import { currentScope } from 'afterword'
import { render } from '../jsx-runtime.js'
import { task } from './journal.ts'
import { Page } from './page.tsx'

export async function app(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.url!.slice(1)
  response.end(await render(currentScope(), <Page id={id} />))
  task('rendered', id)
}
