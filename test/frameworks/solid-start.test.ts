import { globSync } from 'node:fs'
import { expect } from 'vitest'
import { solidStart } from './columns/solid-start.ts'
import { conform } from './conform.ts'

await conform(solidStart, {
  // Should a version write pages, its cell of the matrix is to be tested.
  'its build writes no page, so there is none whose tasks could run in it': async ({ project, built }) => {
    const names = globSync('**/*.{html,js}', { cwd: `${project.directory}/dist` })
    expect(names).toContain('server/entry-server.js')
    expect(names.filter((name) => name.endsWith('.html'))).toEqual([])
    expect(built).not.toContain('note {')
  },
})
