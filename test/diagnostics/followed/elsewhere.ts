// Messages that take a tool, a browser or a platform of their own: the test that follows each there.
import type { Elsewhere } from './row.ts'

export const elsewhere: Record<string, Elsewhere> = {
  'bad-plugin-option': { test: 'test/register/patterns.test.ts' },
  'in-browser': { test: 'test/bundlers/client.test.ts' },
  'in-client-chunk': { test: 'test/bundlers/vite/client.test.ts' },
  'next-fallback': { test: 'test/next/matrix.test.ts' },
  'next-lost': { test: 'test/next/stop.ts' },
  'next-refused': { test: 'test/next/refused.test.ts' },
  'browser-build': { test: 'test/bundlers/order.test.ts' },
  'not-first': { test: 'test/bundlers/order.test.ts' },
  'no-keep-alive.lambda': { test: 'test/hosts/lambda.test.ts' },
  'no-scope': { test: 'test/runtime/errors.test.ts' },
  'no-scope.nothing': { test: 'test/register/lost.test.ts' },
  'no-scope.package': { test: 'test/register/lost.test.ts' },
  'no-scope.server': { test: 'test/register/lost.test.ts' },
  'no-scope.thenable': { test: 'test/register/lost.test.ts' },
  'not-in-bun': { test: 'test/bundlers/bun.test.ts' },
  'no-typescript': { test: 'test/register/messages.test.ts' },
  'request-in-render-task.thrown': { test: 'test/rsc/view.test.ts' },
  'too-deep': { test: 'test/parity/deep.test.ts' },
  'too-deep.babel': { test: 'test/parity/deep.test.ts' },
  'unknown-syntax': { test: 'fixtures/error/unknown-syntax-leaves-the-file/expect.json' },
  unreadable: { test: 'test/cli/check.test.ts' },
  'unsupported-next': { test: 'test/next/config.test.ts' },
  'unsupported-swc': { test: 'test/swc/plugin.test.ts' },
}
