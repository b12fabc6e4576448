import { defineConfig } from 'vitest/config'
import LongestFirst from './test/order.ts'

const exclude = ['**/node_modules/**', 'test/babel/projects/**']

/** Servers and browsers under load, what is measured by the clock or by the memory, and builds that take all cores. */
const alone = [
  'test/{hosts,isolation,next,overload,rsc,runtime,shop}/**/*.test.ts',
  'test/swc/hosts/*.test.ts',
  'test/demo.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    // The tests that prove that a drained scope holds nothing collect garbage by hand.
    execArgv: ['--expose-gc'],
    testTimeout: 20_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'two at a time',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, ...alone],
          maxWorkers: 2,
          // Each of them has half of a small machine.
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, exclude, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
