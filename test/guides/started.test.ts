// Getting started, and the README's example for Node alone, followed to the letter.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProject, type Project, register } from '../register/harness.ts'
import { findPort, listen } from '../servers.ts'
import { readGuides } from './guides.ts'

const guides = new Map(readGuides().map((guide) => [guide.file, guide]))

/** The blocks that name a file in their first line. */
function filesOf(guide: string): Record<string, string> {
  const found = guides.get(guide)?.blocks.map(({ code }) => [/^\/\/ (\S+)\n/.exec(code)?.[1], code]) ?? []
  return Object.fromEntries(found.filter(([file]) => file !== undefined))
}

/** A reader's, who is not in Vitest: messages tell what to do there. */
function environment(port: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  return { ...Object.fromEntries(kept), PORT: port }
}

const files = filesOf('runtime/getting-started.md')

describe('getting started', () => {
  let project: Project
  let port: string

  beforeAll(async () => {
    project = openProject(files)
    port = await findPort()
  })

  const running = new Set<ChildProcess>()
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
  })

  async function serve(args: readonly string[]): Promise<{ child: ChildProcess; said: () => string }> {
    const child = spawn(process.execPath, [...args, 'server.ts'], {
      cwd: project.directory,
      env: environment(port),
    })
    running.add(child)
    const said = listen(child)
    while (!said().includes('ready')) {
      if (child.exitCode !== null) throw new Error(said())
      await sleep(20)
    }
    return { child, said }
  }

  const ask = (): Promise<Response> =>
    fetch(`http://localhost:${port}/tea`, { headers: { 'x-user': 'ada', connection: 'close' } })

  test('has its files', () => {
    expect(Object.keys(files)).toEqual(['orders.ts', 'server.ts', 'orders.test.ts'])
  })

  test('the server answers, then mails, and stops when it is asked to', async () => {
    const { child, said } = await serve(register)
    expect(await (await ask()).text()).toBe('order of tea\n')
    while (!said().includes('mailed')) await sleep(20)
    expect(said()).toContain('mailed: order of tea for ada')
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(said()).not.toContain('lost')
  })

  test('without the flag it says that the file was not compiled, and how to', async () => {
    const { said } = await serve([])
    ask().catch(() => {})
    while (!said().includes('AFTERWORD_')) await sleep(20)
    expect(said()).toMatch(/AFTERWORD_NO_SCOPE: .*orders\.ts:\d+.*--import afterword\/register/)
  })

  test('its test passes, and fails without the flag', async () => {
    const { code, stdout } = await project.try(['--test', 'orders.test.ts'])
    expect(stdout).toContain('pass 1')
    expect(code).toBe(0)
    expect((await project.plain(['--test', 'orders.test.ts'])).stdout).toContain('fail 1')
  })

  test('afterword check finds nothing wrong, and names the way', async () => {
    const command = join('node_modules/afterword/dist/transform/cli/main.js')
    const { code, stdout } = await project.plain([command, 'check'])
    expect(stdout).toContain('Nothing is wrong.')
    expect(stdout).toMatch(/after\(\) {2}orders\.ts:\d+ {2}in createOrder/)
    expect(code).toBe(0)
  })
})

test('the README’s program for Node alone logs once the response has been sent', async () => {
  const code = filesOf('README.md')['app.ts']?.replace('.listen(3000)', '.listen(Number(process.env.PORT))')
  const project = openProject({ 'app.ts': code ?? '' })
  const port = await findPort()
  const options = { cwd: project.directory, env: environment(port) }
  const child = spawn(process.execPath, [...register, 'app.ts'], options)
  const said = listen(child)
  try {
    for (;;) {
      const response = await fetch(`http://localhost:${port}/tea`).catch(() => null)
      if (response) {
        expect(await response.text()).toBe('hello\n')
        break
      }
      if (child.exitCode !== null) throw new Error(said())
      await sleep(50)
    }
    while (said() === '') await sleep(20)
    expect(said()).toBe('sent /tea\n')
  } finally {
    child.kill()
  }
})
