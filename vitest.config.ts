import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/babel/projects/**'],
    reporters: ['default', './test/reporter.ts'],
    // The tests that prove that a drained scope holds nothing collect garbage by hand.
    execArgv: ['--expose-gc'],
    testTimeout: 20_000,
  },
})
