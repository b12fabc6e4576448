// The guide's example of a test is run as it stands: by vitest, in a project of its own, with the package installed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, type Project } from '../bundlers/vite/project.ts'

const root = join(import.meta.dirname, '../..')

/** The code blocks before the guide's section of mocks whose first line names a file. */
function readFiles(): Record<string, string> {
  const [section = ''] = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('\n## Mocks\n')
  return Object.fromEntries(
    [...section.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, file = '', text = '']) => [
      file,
      text,
    ]),
  )
}

const vitest = 'node_modules/vitest/vitest.mjs'
let project: Project

beforeAll(() => {
  project = openProject(readFiles())
  project.link(join(root, 'node_modules/vitest'), 'node_modules/vitest')
})
afterAll(() => project[Symbol.dispose]())

const run = (...args: string[]) => project.run(vitest, 'run', '--no-cache', ...args)

describe("the guide's test", () => {
  it('passes as it is printed', async () => {
    expect(Object.keys(readFiles())).toEqual(['vitest.config.ts', 'src/orders.ts', 'src/orders.test.ts'])
    const { code, output } = await run()
    expect(output).toContain('2 passed')
    expect(output).not.toMatch(/AFTERWORD_|Unhandled|stderr/)
    expect(code).toBe(0)
  })

  it('passes in threads, and with files that share a worker', async () => {
    expect((await run('--pool=threads', '--no-isolate')).output).toContain('2 passed')
  })

  it('fails if the mail is not sent', async () => {
    project.edit('src/orders.ts', 'outbox.push(', 'void (')
    const { code, output } = await run()
    project.edit('src/orders.ts', 'void (', 'outbox.push(')
    expect(output).toContain('1 failed')
    expect(output).toContain('expected [] to include')
    expect(code).toBe(1)
  })

  it('fails if a task fails, with what the task threw, where it was thrown', async () => {
    project.edit('src/orders.ts', 'outbox.push(', 'outbox.mail(')
    const { output } = await run()
    project.edit('src/orders.ts', 'outbox.mail(', 'outbox.push(')
    expect(output).toContain('TypeError: outbox.mail is not a function')
    expect(output).toMatch(/src\/orders\.ts:8:\d+/)
  })

  it('says so where the plugin is missing', async () => {
    project.write('vitest.config.ts', 'export default {}')
    const { code, output } = await run()
    project.write('vitest.config.ts', readFiles()['vitest.config.ts'] ?? '')
    expect(output).toMatch(/AFTERWORD_NO_SCOPE: .* not compiled by afterword/)
    expect(code).toBe(1)
  })
})

describe('a test file', () => {
  it('in an environment like jsdom is told that it is a browser', async () => {
    const environment =
      "export default { name: 'web', viteEnvironment: 'client', setup: () => ({ teardown() {} }) }"
    project.write('web.ts', environment)
    const { output } = await run('--environment=./web.ts')
    expect(output).toContain('AFTERWORD_IN_BROWSER: cookies() was called in a browser')
  })

  const body = `
    import { flushAfter, withAfterScope } from 'afterword/test'
    import { expect, test } from 'vitest'
    import { outbox, POST } from './orders.ts'
    for (const user of ['a', 'b', 'c', 'd', 'e']) {
      test.concurrent('of ' + user, async () => {
        const { result } = await withAfterScope({ headers: { 'x-user': user } }, async () => {
          await new Promise((resolve) => setTimeout(resolve, 5))
          const body = JSON.stringify({ item: user })
          const answer = await POST(new Request('http://shop/', { method: 'POST', body }))
          await flushAfter()
          return answer
        })
        expect(result.status).toBe(201)
        expect(outbox).toContain(user + ' for ' + user)
      })
    }
  `

  it('that is compiled may call the handler after an await, and needs to name no scope', async () => {
    project.write('src/compiled.test.ts', body)
    const { output } = await run('src/compiled.test.ts')
    expect(output).toContain('5 passed')
  })

  it('that is not compiled loses its scope there, and is told so', async () => {
    const config = readFiles()['vitest.config.ts'] ?? ''
    project.write('vitest.config.ts', config.replace('afterword()', "afterword({ exclude: '.test.ts' })"))
    const { output } = await run('src/compiled.test.ts')
    expect(output).toContain('5 failed')
    expect(output).toContain('AFTERWORD_NO_SCOPE')
    // The guide's own calls the handler at once.
    expect((await run('src/orders.test.ts')).output).toContain('2 passed')
    project.write('vitest.config.ts', config)
  })
})
