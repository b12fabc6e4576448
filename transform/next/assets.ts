/**
 * `new URL('./client.js', import.meta.url)` is the address of a file, and what is there is handed out as its author wrote it. Turbopack asks its
 * loaders for such a file as it does for a module, and tells them nothing; but it hands on a query, which reaches neither the name nor the text
 * of what it writes. webpack says what it asks for (../bundlers/program.ts).
 */
import { type Node, walk } from '../analyze/nodes.ts'
import { languageOf, parse, sourceTypeOf } from '../parse.ts'

/** The query of a file that is no module. */
export const ASSET = '?afterword-asset'

const ADDRESS = /\bnew\s+URL\s*\([^)]*import\.meta\.url/
const SOURCES = /^\.\.?\/[^?#]+\.[cm]?[jt]sx?$/
const WORKER = /Worker$/

/** @returns the text, in which addresses of files that we would compile say that these are none of ours */
export function markAssets(code: string, file: string): string {
  const language = ADDRESS.test(code) ? languageOf(file) : null
  if (!language) return code
  const ends: number[] = []
  try {
    const { program } = parse(code, file, language, sourceTypeOf(file))
    walk(program, (node, parent) => {
      const end = endOfAddress(node)
      // A worker is a module, and is compiled.
      if (end !== undefined && !(parent && isWorker(parent))) ends.push(end)
    })
  } catch {
    // It is said when the file is compiled.
    return code
  }
  return ends.sort((a, b) => b - a).reduce((text, at) => text.slice(0, at) + ASSET + text.slice(at), code)
}

/** Where the path ends, inside its quotes. */
function endOfAddress(node: Node): number | undefined {
  if (!isNew(node, /^URL$/)) return undefined
  const [path, base] = node.arguments as Node[]
  const isHere = base?.type === 'MemberExpression' && base.object.type === 'MetaProperty'
  if (!path || !isHere || base.property.name !== 'url') return undefined
  const text = path.type === 'Literal' ? path.value : path.type === 'TemplateLiteral' ? patternOf(path) : null
  return typeof text === 'string' && SOURCES.test(text) ? path.end - 1 : undefined
}

/** `./${name}.js` is the address of one of several files: with a name in the place of each value. */
const patternOf = ({ quasis }: Node): string =>
  (quasis as Node[]).map((each) => each.value.cooked as string | null).join('name')

const isNew = (node: Node, name: RegExp): boolean =>
  node.type === 'NewExpression' && name.test(node.callee.name ?? node.callee.property?.name ?? '')

const isWorker = (node: Node): boolean => isNew(node, WORKER)
