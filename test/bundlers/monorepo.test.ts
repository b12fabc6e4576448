// A workspace in pnpm's layout: between a request and its tasks lie packages that have no afterword of their own. Every bundler finds the
// helpers, in the bundle and outside of it, and each task has its own request.

import { describe, test } from 'vitest'
import { expectTasks, ways } from './monorepo.ts'

describe.concurrent('a workspace whose packages have no afterword', () => {
  test.each(ways)('$name', (way) => expectTasks(way))
})
