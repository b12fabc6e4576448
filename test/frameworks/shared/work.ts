// What every piece of every app does. It takes no request.
import { after, cookies, headers } from 'afterword'
import { note, pause } from './journal.ts'

/** Waits, reads the request, writes a cookie and gives a task. */
export async function work(what: string): Promise<string> {
  await pause()
  const given = headers().get('x-id')
  cookies().set(`seen-${what}`, String(given))
  give(what, given)
  return `${what} of ${given}.`
}

/** The same once the response has begun, and takes no cookies. */
export async function late(what: string): Promise<string> {
  await pause()
  const given = headers().get('x-id')
  give(what, given)
  return `${what} of ${given}.`
}

/** The same where the response may be over: it reads nothing but in its task. */
export async function lastly(what: string, id: string): Promise<string> {
  await pause()
  give(what, id)
  return `${what} of ${id}.`
}

function give(what: string, given: string | null): void {
  after(async ({ name, outcome, status, error }) => {
    await pause()
    const heard = (await headers()).get('x-id')
    const cookie = cookies().get(`seen-${what}`)?.value
    note({
      what,
      heard,
      given,
      cookie,
      name,
      outcome,
      status,
      error: error instanceof Error ? error.message : undefined,
    })
  })
}
