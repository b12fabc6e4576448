import { expect, test } from 'vitest'
import { findPort } from '../servers.ts'
import { nestOnExpress, nestOnFastify, nestOtherwise } from './columns/nest.ts'
import { conform } from './conform.ts'
import { install, Project } from './project.ts'

await conform(nestOnExpress)
await conform(nestOnFastify)
for (const app of nestOtherwise) await conform(app)

test('an application that a test makes has scopes, and a handler of messages has none', async () => {
  const { folder, missing } = await install(nestOnExpress)
  if (missing) throw new Error(missing)
  const project = new Project(nestOnExpress, folder)
  try {
    expect(await project.build()).toMatchObject({ code: 0 })
    const command = ['--import', 'afterword/register', './dist/apart.js']
    const { said } = await project.run(command, { NODE_ENV: 'production', PORT: await findPort() })
    const { inTest, ofMessages } = JSON.parse(said.split('\n')[0] ?? '')
    for (const [n, id] of ['one', 'two', 'three'].entries())
      for (const what of ['second-pipe', 'page', 'provider', 'behind'])
        expect(inTest[n]).toContain(`${what} of ${id}.`)
    expect(ofMessages).toBe('AFTERWORD_NO_SCOPE')
  } finally {
    project.remove()
  }
}, 240_000)
