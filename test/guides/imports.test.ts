// The guide to every import, against the declarations that are published: nothing is missing, and nothing has gone.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import type { Node } from '../../transform/analyze/nodes.ts'
import { findTargets } from '../exports.ts'
import { type Guide, readGuides, root } from './guides.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const guides = readGuides()
const guideOf = (file: string): Guide | undefined => guides.find((each) => each.file === file)

/** For compiled code, and for the tools that we bring. */
const INTERNAL = /\/(?:compiled|loader|worker|middleware|plugin)$|\/asked\//

interface Exported {
  values: string[]
  types: string[]
  /** Of each interface that is exported: its own members. */
  members: Map<string, string[]>
}

const nameOf = ({ name, value }: Node): string => name ?? value

function isType(of: Node): boolean {
  return /^TS(?:Interface|TypeAlias)/.test(of.type)
}

/** @param wanted a name that is handed on from there; default: all */
function readDeclarations(file: string, found: Exported, wanted?: string): void {
  const { program } = parseSync(file, readFileSync(file, 'utf8'), { lang: 'dts' })
  const at = (source: Node): string => join(dirname(file), source.value.replace(/\.[jt]s$/, '.d.ts'))
  for (const statement of program.body as unknown as Node[]) {
    if (statement.type === 'ExportDefaultDeclaration' && wanted === undefined) found.values.push('default')
    if (statement.type === 'ExportAllDeclaration') readDeclarations(at(statement.source), found, wanted)
    if (statement.type !== 'ExportNamedDeclaration') continue
    const { declaration, source } = statement
    for (const specifier of statement.specifiers as Node[]) {
      const [name, local] = [nameOf(specifier.exported), nameOf(specifier.local)]
      const typed = statement.exportKind === 'type' || specifier.exportKind === 'type'
      if (wanted === undefined) found[typed ? 'types' : 'values'].push(name)
      if ((wanted === undefined || wanted === name) && typed && source?.value.startsWith('.'))
        readDeclarations(at(source), found, local)
    }
    if (!declaration) continue
    const names: string[] = declaration.declarations?.map(({ id }: Node) => id.name) ?? [declaration.id.name]
    if (wanted === undefined) found[isType(declaration) ? 'types' : 'values'].push(...names)
    else if (!names.includes(wanted)) continue
    if (declaration.type === 'TSInterfaceDeclaration')
      found.members.set(
        declaration.id.name,
        (declaration.body.body as Node[]).flatMap(({ key }) => (key ? [nameOf(key)] : [])),
      )
  }
}

const entries = new Map<string, Exported>()
for (const { name, conditions, file } of findTargets(manifest)) {
  if (!name.startsWith('./') && name !== '.') continue
  const entry = `afterword${name.slice(1)}`
  if (/\.(?:wasm|json)$/.test(name) || INTERNAL.test(entry) || entries.has(entry)) continue
  if (conditions[0] === 'types' && conditions.length > 1 && conditions[1] === 'browser') continue
  const found: Exported = { values: [], types: [], members: new Map() }
  readDeclarations(join(root, file.replace(/(?:\.d)?\.[jt]s$/, '.d.ts')), found)
  entries.set(entry, found)
}

const codes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
const page = 'runtime/imports.md'

interface Row {
  values: string[]
  types: string[]
  guides: string[]
}

const rows = new Map<string, Row>()
for (const line of guideOf(page)?.text.split('\n') ?? []) {
  const [, from = '', guide = '', values = '', types = ''] = line.split('|')
  const [, to = ''] = /\]\(([^)#]*)/.exec(guide) ?? []
  for (const entry of codes(from).filter((name) => name.startsWith('afterword'))) {
    const row = rows.get(entry) ?? { values: [], types: [], guides: [] }
    rows.set(entry, row)
    row.values.push(
      ...(/ by default/.test(values) ? ['default'] : values.includes('nothing') ? [] : codes(values)),
    )
    row.types.push(...codes(types))
    row.guides.push(to === '' ? page : join(dirname(page), to).replaceAll('\\', '/'))
  }
}

test('the guide has a row for each entry of the package, and none beside', () => {
  expect([...rows.keys()].sort()).toEqual([...entries.keys()].sort())
})

describe.each([...entries])('%s', (entry, { values, types, members }) => {
  test('has the names that its row says', () => {
    const row = rows.get(entry)
    expect({ values: row?.values.toSorted(), types: row?.types.toSorted() }).toEqual({
      values: [...new Set(values)].sort(),
      types: [...new Set(types)].sort(),
    })
  })

  // AnalyzeOptions are for whoever brings a parser: its types say it all.
  const options = [...members].filter(([name]) =>
    /(?<!^Analyze)Options$|^(?:AfterConfig|AfterInfo|AfterHandle|AfterResult|Cookie\w+|HostInfo|JobInfo|Scope|TaskInfo)$/.test(
      name,
    ),
  )
  test.each(options)('every member of %s stands in a guide', (_, names) => {
    const read = [page, 'runtime/README.md', 'runtime/hosts/README.md', ...(rows.get(entry)?.guides ?? [])]
    const known = new Set(
      read
        .flatMap((file) => codes(guideOf(file)?.text.replaceAll(/^```[\s\S]*?^```/gm, '') ?? ''))
        .flatMap((code) => code.match(/\w+/g) ?? []),
    )
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })
})
