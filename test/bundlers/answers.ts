// What the app does, read from its source: each task after its own response, in its own scope, named as it was written.
import { expect } from 'vitest'
import { find, type Project, type Report, ROUTES, VISITS } from './harness.ts'

export function expectAnswers(project: Project, { bodies, finished, failures, lost }: Report): void {
  expect(lost).toEqual([])
  expect(finished.filter(({ id, heard, late }) => heard !== id || !late)).toEqual([])
  expect(Object.keys(bodies)).toHaveLength(VISITS)
  for (const [id, body] of Object.entries(bodies)) {
    const route = id.split('-')[0] as string
    if (route !== 'boom') expect(body).toBe(`${route} of ${id}`)
    const tasks = finished.filter((each) => each.id === id)
    expect(tasks.map(({ what, name }) => `${what} ${name}`).sort()).toEqual(expected(project, route))
  }
  expect(failures).toHaveLength(VISITS / ROUTES.length)
}

/** What each route leaves for after its response, with the places where that is written. */
function expected(project: Project, route: string): string[] {
  const at = (what: string, file: string, text: string): string =>
    `${what} src/${file}:${find(project, `src/${file}`, text).line}`
  const tasks: Record<string, () => string[]> = {
    checkout: () => {
      const each = [
        at('audit, later', 'audit.ts', 'after(async'),
        at('audit, nested', 'audit.ts', 'after((nested)'),
      ]
      return [at('audit 1', 'audit.ts', 'after('), at('audit 2', 'audit.ts', 'after('), ...each, ...each]
    },
    cart: () => [at('cart shared', 'cart.ts', 'after('), at('counted', 'cart.ts', 'after((info)')],
    feed: () => ['page 1', 'page 2'].map((what) => at(what, 'feed.ts', 'after(')),
    files: () => ['closed', 'read'].map((what) => at(what, 'files.ts', `after((info) => note('${what}'`)),
    legacy: () => [at('legacy', 'app.ts', 'after(')],
    boom: () => [],
  }
  return (tasks[route]?.() ?? []).sort()
}

/** The stacks of what is thrown at the route `boom`, in the request and in its task, lead to the lines of the source. */
export function expectStacks(project: Project, { bodies, failures }: Report): void {
  const booms = Object.entries(bodies).filter(([id]) => id.startsWith('boom'))
  for (const [id, body] of booms) {
    expectStack(project, body, `boom of ${id}: too late`, 'throw new Error(`$')
    const failure = failures.find((each) => each.includes(`task of ${id}:`))
    expectStack(project, failure, `task of ${id}: never`, 'throw new Error(`task')
  }
}

function expectStack(project: Project, stack: string | undefined, message: string, thrown: string): void {
  const [first, second] = stack?.split('\n') ?? []
  expect(first).toBe(`Error: ${message}`)
  expect(second).toContain(`src/boom.ts:${find(project, 'src/boom.ts', thrown).line}:`)
}
