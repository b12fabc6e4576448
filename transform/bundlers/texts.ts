/**
 * Plugins of Rollup and Vite that make a module of a text (rollup-plugin-string and its kind) do so where sources are transformed, behind us. Each of
 * them is asked first: what it would hand on as a text is left to it as its author wrote it.
 */
import { type Node, walk } from '../analyze/nodes.ts'
import { parse } from '../parse.ts'

type Transform = (this: unknown, code: string, id: string) => unknown

/** A plugin whose transform writes a module around a string. */
export interface TextMaker {
  transform: Transform
  /** Its filter, which the bundler asks: not every plugin looks at the name again. */
  isFor(id: string): boolean
}

interface Hook {
  handler?: Transform
  filter?: { id?: unknown }
}

interface Candidate {
  name?: string
  transform?: Transform | Hook
}

/** As such a transform reads: it writes a default export, or lets somebody write one. */
const MAKES_TEXT = /export\s+default|dataToEsm|module\.exports/

/** @param plugins of the build, as the bundler has them */
export function findTextMakers(plugins: unknown): TextMaker[] {
  if (!Array.isArray(plugins)) return []
  return plugins.flat(9).flatMap((plugin: Candidate | null) => {
    // What Vite and Rollup bring along is for files that are none of ours.
    if (/^(?:vite:|vitest|afterword|commonjs$|json$)/.test(plugin?.name ?? '')) return []
    const hook = plugin?.transform
    const { handler: transform, filter }: Hook =
      typeof hook === 'object' ? hook : { handler: hook as Transform }
    if (typeof transform !== 'function' || !MAKES_TEXT.test(String(transform))) return []
    return [{ transform, isFor: (id) => passes(filter?.id, id) }]
  })
}

/** @param context of the transform hook */
export async function isText(
  makers: readonly TextMaker[],
  context: unknown,
  code: string,
  id: string,
): Promise<boolean> {
  for (const { transform, isFor } of makers) {
    const text = isFor(id) ? await ask(transform, context, code, id) : null
    if (text !== null && holds(text, code)) return true
  }
  return false
}

/** It may be for other files, and say so by an error. */
async function ask(transform: Transform, context: unknown, code: string, id: string): Promise<string | null> {
  try {
    const made = (await transform.call(context, code, id)) as { code?: string } | string | null | undefined
    return (typeof made === 'string' ? made : made?.code) ?? null
  } catch {
    return null
  }
}

/** Whether a module has a string that is this text, however it is quoted; a plugin may have taken the space around it. */
function holds(module: string, code: string): boolean {
  if (module === code || !/export|exports/.test(module)) return false
  if (module.includes(JSON.stringify(code))) return true
  const wanted = code.trim()
  if (wanted === '') return false
  let found = false
  try {
    walk(parse(module, 'text.js', 'jsx', 'module').program, (node) => {
      if (textOf(node)?.trim() === wanted) found = true
    })
  } catch {
    // What is no module is no text either.
  }
  return found
}

function textOf({ type, value, quasis }: Node): string | null {
  if (type === 'Literal' && typeof value === 'string') return value
  return type === 'TemplateLiteral' && quasis.length === 1 ? quasis[0].value.cooked : null
}

/** A filter of Rollup's and Vite's: strings are globs. */
function passes(filter: unknown, id: string): boolean {
  if (filter === undefined || filter === null) return true
  const isPlain = typeof filter === 'string' || filter instanceof RegExp || Array.isArray(filter)
  const { include, exclude } = (isPlain ? { include: filter } : filter) as {
    include?: unknown
    exclude?: unknown
  }
  const matches = (patterns: unknown): boolean =>
    [patterns].flat().some((each) => (each instanceof RegExp ? each.test(id) : globOf(String(each)).test(id)))
  if (exclude !== undefined && matches(exclude)) return false
  return include === undefined || matches(include)
}

function globOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replace(/\*\*\/?|\*|\?/g, (each) => (each === '?' ? '[^/]' : each === '*' ? '[^/]*' : '.*'))
  return new RegExp(`(?:^|/)${source}$`)
}
