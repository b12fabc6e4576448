// Turbopack puts what routes share into one chunk if they ask for it in one order, and else into a chunk for each order.
import { globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { closeWorkspace, Project } from './project.ts'

afterAll(closeWorkspace)

const isFull = process.env.AFTERWORD_FULL === '1'
const title = 'route handlers with tasks and without share one chunk'
if (!isFull) console.log(`not run without --full: ${title}`)

const route = (task: string): string => `import { after } from 'next/server'
const find = async (id: string) => ({ id })
export async function GET(request: Request): Promise<Response> {
  const order = await find(request.method)
  ${task}
  return Response.json(order)
}
`

test.runIf(isFull)(title, { timeout: 600_000 }, async () => {
  const project = new Project({ common: true })
  // What Next builds apart has chunks of its own.
  for (const name of ['app', 'pages', 'proxy.ts', 'instrumentation.ts'])
    rmSync(join(project.folder, name), { recursive: true })
  const files = {
    'app/layout.tsx': 'export default ({ children }) => <html><body>{children}</body></html>\n',
    'app/none/route.ts': route(''),
    'app/one/route.ts': route('after(() => {})'),
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project.folder, file)), { recursive: true })
    project.write(file, text)
  }
  const { code, said } = await project.build()
  expect(code, said).toBe(0)
  const chunks = globSync('.next/server/chunks/*.js', { cwd: project.folder })
  const handlers = chunks.filter((file) => project.read(file).includes('AppRouteRouteModule'))
  expect(handlers.length).toBeGreaterThan(0)
  expect(chunks.filter((file) => project.read(file).includes('afterword.register.v1'))).toHaveLength(1)
})
