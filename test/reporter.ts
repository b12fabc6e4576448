// The last line of stdout is the verdict, alone: `N passed, N failed`.
// When test/main.ts runs vitest as one part of several, it asks for the numbers in a file and prints the sum itself.

import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

export default class Verdict implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors, reason) => {
    let passed = 0
    // An error outside any test, and a file that could not even be collected, are failures that no test carries.
    let failed = unhandledErrors.length
    for (const module of modules) {
      const before = failed
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        if (state === 'failed') failed++
      }
      if (module.state() === 'failed' && failed === before) failed++
    }
    if (reason === 'failed' && failed === 0) failed++

    const file = process.env.AFTERWORD_VERDICT
    if (file) writeFileSync(file, JSON.stringify({ passed, failed }))
    // The default reporter prints its summary after this hook; nothing is printed after 'exit'.
    else process.on('exit', () => console.log(`${passed} passed, ${failed} failed`))
  }
}
