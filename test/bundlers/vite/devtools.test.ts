// The page `/_after` of Vite's development server.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { APP, framework } from './ordered.ts'
import { openProject, type Project } from './project.ts'

async function serve(project: Project, options: object = {}): Promise<string> {
  // Its own tests' servers have no page.
  vi.stubEnv('VITEST', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const server = await createServer({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    server: { port: 0, host: '127.0.0.1', ws: false },
    plugins: [await project.plugin(options as never), framework()],
  })
  onTestFinished(() => server.close())
  await server.listen()
  return (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '')
}

describe('the page of vite dev', () => {
  test('is there by itself, follows from its first visit on, and opens places through Vite', async () => {
    using project = openProject({ 'src/app.ts': APP })
    const opened = join(project.root, 'opened')
    const editor = join(project.root, 'editor.sh')
    writeFileSync(editor, `#!/bin/sh\nprintf '%s' "$*" > ${opened}\n`, { mode: 0o755 })
    vi.stubEnv('LAUNCH_EDITOR', editor)
    const url = await serve(project)
    await (await fetch(`${url}/before`)).text()
    const page = await (await fetch(`${url}/_after`)).text()
    expect(page).toContain('/__open-in-editor?file={file}:{line}')
    expect(await (await fetch(`${url}/order`)).text()).toBe('ordered')
    const requests = async () => (await (await fetch(`${url}/_after/data`)).json()).requests
    await expect.poll(async () => (await requests())[0]?.isOver).toBe(true)
    expect(await requests()).toMatchObject([
      {
        name: 'GET /order',
        outcome: 'sent',
        tasks: [{ name: 'mail', place: 'src/app.ts:4', status: 'done' }],
      },
    ])
    await fetch(`${url}/__open-in-editor?file=${project.root}/src/app.ts:4`)
    await expect.poll(() => readFileSync(opened, 'utf8'), { timeout: 5_000 }).toContain('src/app.ts')
  })

  test('is elsewhere, or not at all, where the options say so; what is wrong in them is an error', async () => {
    using project = openProject({ 'src/app.ts': APP })
    const elsewhere = await serve(project, { devtools: { path: '/__tasks' } })
    expect((await fetch(`${elsewhere}/__tasks`)).headers.get('content-security-policy')).toBeTruthy()
    expect(await (await fetch(`${elsewhere}/_after`)).text()).toBe('ordered')
    const without = await serve(project, { devtools: false })
    expect(await (await fetch(`${without}/_after`)).text()).toBe('ordered')
    await expect(serve(project, { devtools: { pages: 1 } })).rejects.toThrow('AFTERWORD_UNKNOWN_OPTION')
  })
})
