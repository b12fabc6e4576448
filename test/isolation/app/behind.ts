// One uncompiled `await` stands between the request and some of its code.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, headers } from 'afterword'
import { journal, note, refuse } from './journal.ts'
import { sleep } from './sleep.ts'
import { now, retry } from './uncompiled.ts'

export async function listener(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const id = req.url?.split('/').at(-1) ?? ''
  note('before', id)
  now(audit, 'called at once', id)
  await retry(() => note('closure in place', id))
  await retry(async () => {
    await sleep()
    note('closure in place, later', id)
  })
  await retry(audit, 'by reference', id)
  await retry(flush, id)
  await retry(auditRequest, req, id)
  await retry(service.save, id)
  note('back again', id)
  res.end(`done ${id}`)
}

function audit(place: string, id: string): void {
  note(place, id)
}

async function flush(id: string): Promise<void> {
  note('by reference, before its await', id)
  await sleep()
  note('by reference, after its await', id)
}

/** A carrier is in sight, and hands the scope on to what is called from here. */
function auditRequest(req: IncomingMessage, id: string): void {
  try {
    after(() => {
      journal.push({ place: `carrier ${req.method}`, own: id, got: headers().get('x-request') })
    })
  } catch (error) {
    refuse('carrier', id, error)
  }
  note('called beside a carrier', id)
}

const service = {
  save(id: string): void {
    note('method by reference', id)
  },
}

export const own = [
  'before',
  'called at once',
  'closure in place',
  'closure in place, later',
  'carrier GET',
  'called beside a carrier',
  'back again',
]
export const refused = [
  'by reference',
  'by reference, before its await',
  'by reference, after its await',
  'method by reference',
]
