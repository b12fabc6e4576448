import { late } from '#shared/lib/work'

let calls = 0

export default defineCachedEventHandler(async () => `${++calls}: ${await late('cached')}`, {
  maxAge: 1,
  swr: true,
})
