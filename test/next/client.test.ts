// What a build says of `after` in code for a browser, and what development says of a scope that was not handed on.
import { afterAll, expect, test, vi } from 'vitest'
import { visit } from './client.ts'
import { closeWorkspace, lineOf, Project } from './project.ts'

vi.setConfig({ testTimeout: 240_000 })
afterAll(closeWorkspace)

for (const bundler of ['turbopack', 'webpack'] as const)
  test(`${bundler}: after() in a 'use client' module is a build error of ours, with a frame`, async () => {
    const project = new Project({ bundler })
    project.write(
      'app/shared/price.tsx',
      `'use client'

import { after } from 'next/server'

export function Price({ cents }: { cents: number }) {
  after(() => console.log(cents))
  return <p>{cents}</p>
}
`,
    )
    const { code, said } = await project.build()
    expect(code).toBe(1)
    expect(said).toContain('afterword error AFTERWORD_IN_BROWSER at app/shared/price.tsx:6:3')
    expect(said).toMatch(/> 6 \| {3}after\(\(\) => console\.log\(cents\)\)\n\s+\| {3}\^/)
  })

test("next dev: where no capture answers, Next's own context does, and it is told of once for each place", async () => {
  const project = new Project()
  await using server = await project.dev()
  const place = `app/api/fallback/route.ts:${lineOf('app/api/fallback/route.compiled.ts', 'after(() =>')}`
  for (const times of [1, 2]) {
    const { text } = await visit(server, '/api/fallback')
    expect(JSON.parse(text)).toEqual({ failed: null, fallbacks: [[place, times]] })
    await server.journal.until({ task: 'fallback' }, times)
  }
  expect(server.journal.said.split('AFTERWORD_NEXT_FALLBACK')).toHaveLength(2)
  expect(server.journal.said).toContain(`AFTERWORD_NEXT_FALLBACK: after() at ${place} was handed no scope`)
})
