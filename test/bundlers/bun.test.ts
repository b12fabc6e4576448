// Bun without a build: a file that is preloaded registers the plugin.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../babel/harness.ts'
import { expectAnswers } from './answers.ts'
import { openProject, visit } from './harness.ts'

const bun = join(root, 'node_modules/.bin/bun')

test.concurrent('bun --preload ./preload.js src/main.ts', async () => {
  const project = openProject('bun')
  const report = await visit(project, ['--preload', './preload.js', 'src/main.ts'], bun)
  // The CommonJS file is left to Bun; what it calls back knows where it is written.
  expectAnswers(project, report)
})

test.concurrent('a syntax error is told once, with its frame', async () => {
  const project = openProject('bun')
  project.edit('src/middle.ts', 'const rows = await', 'const rows = = await')
  const { code, stdout, stderr } = await project.bun(['--preload', './preload.js', 'src/main.ts'])
  expect(code).not.toBe(0)
  expect((stdout + stderr).match(/\(AFTERWORD_SYNTAX_ERROR\)/g)).toHaveLength(1)
  expect(stderr).toContain('> 7 |   const rows = = await')
})

test.concurrent('outside Bun it says what it is for', async () => {
  const project = openProject('bun')
  const call = "import afterword from 'afterword/bun'; afterword()"
  const { code, stderr } = await project.node(['--input-type=module', '-e', call])
  expect(code).not.toBe(0)
  expect(stderr).toContain('afterword/bun was called outside Bun. (AFTERWORD_NOT_IN_BUN)')
})
