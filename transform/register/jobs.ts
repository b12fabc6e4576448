/** `virtual:afterword/jobs` in Node: a module that imports what holds durable tasks, found when it is loaded. */
import { pathToFileURL } from 'node:url'
import { findJobs, importsOf } from '../manifest.ts'
import type { Settings } from '../settings.ts'

export const loadJobs = ({ root, options }: Settings) => ({
  format: 'module' as const,
  source: importsOf(findJobs(root, options).files, (file) => pathToFileURL(file).href),
  shortCircuit: true,
})
