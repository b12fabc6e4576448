import { after, headers } from 'afterword'
import { note, pause } from '../lib/journal'

interface Context {
  req: { path: string; header(name: string): string | undefined }
}

/** Waku calls what is in this folder in the order of the names. */
export default () =>
  async ({ req }: Context, next: () => Promise<void>): Promise<void> => {
    await pause()
    const id = req.header('x-id')
    if (id) after(async () => note({ what: 'middleware', id, heard: (await headers()).get('x-id') }))
    await next()
  }
