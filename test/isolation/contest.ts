// Who gets whose request: afterword beside other ways to know the request without passing it.

import type { PluginItem } from '@babel/core'
import { createTransformer } from 'unctx/transform'
import { type Compilation, compile } from './compile.ts'
import type * as Requests from './contest/requests.ts'
import type { Tool } from './tools/tool.ts'

const unctx = await createTransformer({ asyncFunctions: ['tracked'] })

/** How each tool's own documentation says that a program is to be compiled for it. */
const tools: Record<string, Pick<Compilation, 'plugins' | 'rewrite'> & { title: string }> = {
  afterword: { title: 'afterword' },
  unctx: {
    title: 'unctx 3.0.1, with its transform',
    plugins: [],
    rewrite: (code) => unctx.transform(code)?.code ?? code,
  },
  'als-browser': {
    title: 'als-browser 1.0.1, `restore(c, await capture(c, x))`',
    plugins: [awaits('restore(container, await capture(container, ARGUMENT))', 'const container = {}')],
  },
  save: {
    title: 'a save/restore helper, `(await save(x))()`',
    plugins: [awaits('(await save(ARGUMENT))()')],
  },
  node: { title: 'AsyncLocalStorage of Node', plugins: [] },
}

export interface Result {
  tool: string
  title: string
  seen: Requests.Seen[]
  own: number
  wrong: number
  none: number
  /** Behind the untransformed await: whose request each of them got. */
  byName: Record<string, string | null>
  inPlace: Record<string, string | null>
}

/** One after the other: tools that patch the globals see nothing of the next. */
export async function contest(
  tool: string,
  ids: readonly string[],
  times: (index: number) => [number, number],
): Promise<Result> {
  const { title, ...compilation } = tools[tool] as (typeof tools)[string]
  const name = `contest-${tool}-${ids.length}`
  const find = compile({
    folder: 'contest',
    name,
    uncompiled: 'library',
    tool: `tools/${tool}.ts`,
    ...compilation,
  })
  const { handle, seen }: typeof Requests = await import(find('requests'))
  const { run }: Tool = await import(new URL(`tools/${tool}.ts`, import.meta.url).href)
  await Promise.all(ids.map((id, index) => run(id, () => handle(id, ...times(index)))))
  const at = (wanted: Requests.Seen['place']): Record<string, string | null> =>
    Object.fromEntries(seen.flatMap(({ place, own, got }) => (place === wanted ? [[own, got]] : [])))
  return {
    tool,
    title,
    seen,
    own: seen.filter(({ own, got }) => got === own).length,
    wrong: seen.filter(({ own, got }) => got !== null && got !== own).length,
    none: seen.filter(({ got }) => got === null).length,
    byName: at('behind, by name'),
    inPlace: at('behind, in place'),
  }
}

export const toolNames: string[] = Object.keys(tools)

/** Four requests side by side: the second and third are both in the library when the first and fourth go on. */
export const four = (tool: string): Promise<Result> => {
  const times: [number, number][] = [
    [10, 100],
    [60, 70],
    [30, 60],
    [40, 120],
  ]
  return contest(tool, ['A', 'B', 'C', 'D'], (index) => times[index] as [number, number])
}

export const many = (tool: string): Promise<Result> =>
  contest(
    tool,
    Array.from({ length: 400 }, (_, index) => `r${index + 1}`),
    (index) => [(index * 7) % 23, (index * 11) % 31],
  )

/** A Babel plugin: each `await` is written anew, with the tool's helpers at hand. */
function awaits(written: string, start?: string): PluginItem {
  interface Await {
    node: { argument: unknown; done?: boolean }
    replaceWith(node: unknown): void
    getFunctionParent(): {
      node: object
      get(name: 'body'): { unshiftContainer(list: 'body', node: unknown): void }
    }
  }
  const done = new WeakSet<object>()
  const names = [...written.matchAll(/\b(save|capture|restore)\b/g)].map(([name]) => name)
  const plugin = ({ template }: { template: { expression: Make; statement: Make } }): object => ({
    visitor: {
      Program(path: { unshiftContainer(list: 'body', node: unknown): void; node: object }) {
        if (done.has(path.node)) return
        done.add(path.node)
        const line = `import { ${[...new Set(names)].join(', ')} } from '#tool'`
        path.unshiftContainer('body', template.statement(line, { sourceType: 'module' })())
      },
      AwaitExpression(path: Await) {
        const { argument } = path.node
        if (done.has(path.node)) return
        const parent = path.getFunctionParent()
        if (start && !done.has(parent.node)) {
          done.add(parent.node)
          parent.get('body').unshiftContainer('body', template.statement(start)())
        }
        const replacement = template.expression(written, { placeholderPattern: /^ARGUMENT$/ })({
          ARGUMENT: argument,
        })
        mark(replacement, done)
        path.replaceWith(replacement)
      },
    },
  })
  return plugin as PluginItem
}

type Make = (code: string, options?: object) => (values?: object) => unknown

/** The `await` in what was written is not to be written anew. */
function mark(node: unknown, done: WeakSet<object>): void {
  if (typeof node !== 'object' || node === null) return
  if ((node as { type?: string }).type === 'AwaitExpression') done.add(node)
  for (const [key, value] of Object.entries(node)) if (key !== 'loc') mark(value, done)
}
