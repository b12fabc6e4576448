import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, headers } from 'afterword'
import { classes } from './classes.ts'
import { functions } from './functions.ts'
import { generators } from './generators.ts'
import { journal, nameOf, note, task } from './journal.ts'
import { loops } from './loops.ts'
import { typed } from './typed.ts'

export async function app(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.url!.slice(1)
  if (process.env.CONTROL !== '1')
    after(async () => {
      const sent = (await headers()).get('x-id')
      journal.push({ what: `header ${sent === id}`, id, scope: `GET /${sent}` })
    })
  else journal.push({ what: 'header true', id, scope: null })
  for (const part of [functions, loops, generators, classes, typed]) {
    await part(id)
    task(`${nameOf(part)} over`, id)
  }
  response.end(id)
  note('response ended', id)
}
