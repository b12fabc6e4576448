/** What the project's tool is told in its own configuration of packages to compile, and the line by which it compiles one more. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { keyName, type Node, stringValue, unwrap, walk } from '../analyze/nodes.ts'
import type { Options } from '../options.ts'
import { languageOf, parse, sourceTypeOf } from '../parse.ts'

type Line = (option: string, file: string) => string

const plugin =
  (tool: string): Line =>
  (option, file) =>
    `plugins: [afterword({ ${option} })], of afterword/${tool}, in ${file}`

/** By the name of the file, the first that is there: a framework takes the options in a place of its own. */
const TOOLS: readonly [name: string, line: Line][] = [
  ['astro', (option, file) => `integrations: [afterword({ ${option} })], of afterword/astro, in ${file}`],
  ['nuxt', (option, file) => `afterword: { ${option} }, in ${file}`],
  [
    'next',
    (option, file) =>
      `export default withAfterword(nextConfig, { ${option} }), of afterword/next, in ${file}`,
  ],
  ...['vite', 'rolldown', 'rollup', 'rspack', 'webpack', 'farm'].map((tool): [string, Line] => [
    tool,
    plugin(tool),
  ]),
]

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']

export interface Configuration {
  /** Those of package.json, with what the tool is told of packages. */
  options: Options
  /** @param name of a package that is not compiled */
  lineFor(name: string): string
}

/**
 * @param root the folder of the package.json
 * @param given what that says
 */
export function readConfiguration(root: string, given: Options): Configuration {
  for (const [tool, line] of TOOLS)
    for (const ending of ENDINGS) {
      const name = `${tool}.config.${ending}`
      const file = path.join(root, name)
      if (!existsSync(file)) continue
      const { include, presets } = readOptions(file)
      const all = [...listOf(given.include), ...include]
      const options = {
        ...given,
        ...(all.length > 0 && { include: all }),
        ...(presets === false && { presets }),
      }
      return { options, lineFor: (one) => line(`include: ${show(include, one)}`, name) }
    }
  const lineFor = (one: string): string =>
    `"afterword": { "include": ${show(listOf(given.include), one).replaceAll("'", '"')} }, in package.json`
  return { options: given, lineFor }
}

type Pattern = string | RegExp

const listOf = (include: Options['include']): Pattern[] => [include ?? []].flat() as Pattern[]

function show(before: readonly Pattern[], name: string): string {
  const texts = [...before, `node_modules/${name}/`].map((each) =>
    typeof each === 'string' ? `'${each}'` : String(each),
  )
  return texts.length === 1 ? `${texts[0]}` : `[${texts.join(', ')}]`
}

/** What is written there as it is: `include` with a package, `presets: false`. Of what is computed nothing is known. */
function readOptions(file: string): { include: Pattern[]; presets?: false } {
  const found: { include: Pattern[]; presets?: false } = { include: [] }
  try {
    const { program } = parse(readFileSync(file, 'utf8'), file, languageOf(file) ?? 'ts', sourceTypeOf(file))
    walk(program as Node, (node) => {
      if (node.type !== 'Property') return
      const value = unwrap(node.value as Node)
      if (keyName(node.key as Node) === 'presets' && value.value === false) found.presets = false
      if (keyName(node.key as Node) !== 'include') return
      const parts = value.type === 'ArrayExpression' ? (value.elements as (Node | null)[]) : [value]
      for (const each of parts) {
        const pattern = patternOf(each)
        if (pattern && String(pattern).includes('node_modules')) found.include.push(pattern)
      }
    })
  } catch {
    // Whoever reads it to use it says so better.
  }
  return found
}

function patternOf(node: Node | null): Pattern | null {
  if (node?.regex) return new RegExp(node.regex.pattern, node.regex.flags)
  return stringValue(node)
}
