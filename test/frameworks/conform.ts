// One app on a meta-framework, as its users build, serve and develop it, over real HTTP.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { App } from './app.ts'
import { type Behaviour, behaviours } from './behaviours.ts'
import { install, Project, type Server } from './project.ts'

const isFull = process.env.AFTERWORD_FULL === '1'

/**
 * Declares the tests of an app.
 * @param more what its framework alone has, by its claim: asked of the app as it is built
 */
export async function conform(app: App, more: Record<string, Behaviour['check']> = {}): Promise<void> {
  // The first time npm installs them.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 })
  if (app.isLong && !isFull) {
    console.log(`not run: ${app.name}, which takes too long for every run; npm test -- --full`)
    test.skip(`${app.name} (with --full)`)
    return
  }
  const { folder, missing } = await install(app)
  if (missing && process.env.CI) throw new Error(missing)
  if (missing) {
    console.warn(`not run: ${missing}`)
    test.skip(`${app.name}, which npm could not install`)
    return
  }

  let project: Project
  let built = ''
  beforeAll(async () => {
    project = new Project(app, folder)
    const { code, said } = await project.build()
    expect(code, said).toBe(0)
    built = said
  })
  afterAll(() => project?.remove())

  const isDevRun = app.dev && (isFull || !app.isDevLong)
  if (app.dev && !isDevRun) test.skip(`${app.name}, dev (with --full)`)
  describe.each(isDevRun ? (['start', 'dev'] as const) : (['start'] as const))(`${app.name}, %s`, (mode) => {
    let server: Server
    beforeAll(async () => {
      server = await project.serve(mode)
    })
    afterAll(() => server?.stop())

    const seen = behaviours.filter((each) => each.mode === undefined || each.mode === mode)
    for (const { key, claim, isLong, check } of seen) {
      if (app.no?.[key]) continue
      if (isLong && !isFull) test.skip(`${claim} (with --full)`)
      else test(claim, () => check({ app, mode, project, server, built }))
    }
    for (const [claim, check] of mode === 'start' ? Object.entries(more) : [])
      test(claim, () => check({ app, mode, project, server, built }))
  })
}
