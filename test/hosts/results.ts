import { join } from 'node:path'

/** Where a run leaves what it has seen on a host: the keys of the behaviours, and whether each was so. */
export const resultFile = (host: string): string =>
  join(import.meta.dirname, '../../.cache/hosts', `${host}.json`)
