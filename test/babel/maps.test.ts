// Whatever afterword adds, an error names the line that its author wrote.

import { join } from 'node:path'
import { parseSync, traverse } from '@babel/core'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { openProject, type Project } from './harness.ts'

interface Path {
  node: {
    type: string
    name?: unknown
    value?: string
    loc?: { start: { line: number; column: number } } | null
  }
  parent: { object?: { name?: string }; callee?: { name?: string } }
}

const source = (project: Project, file: string): string[] => project.read(file).split('\n')

describe.concurrent.each([
  ['Babel 8', 8, 'esm'],
  ['Babel 8 with preset-env for Node 20', 8, 'node20'],
  ['Babel 7', 7, 'seven-esm'],
] as const)('%s', (_name, babel, config) => {
  test('the stack of an error leads to the line and the column of the source', async () => {
    using project = openProject([config, 'maps'], { babel })
    await project.compile(['--source-maps'])
    const { stdout, stderr, code } = await project.node(['--enable-source-maps', 'out/main.js'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const lines = source(project, 'src/main.ts')
    const thrown = lines.flatMap((line, index) =>
      [...line.matchAll(/boom\((?:'([^']+)'|where)\)/g)].map((match) => ({
        where: match[1] ?? 'in a method',
        place: `${join(project.directory, 'src/main.ts')}:${index + 1}:${match.index + 1}`,
      })),
    )
    expect(thrown.length).toBeGreaterThan(10)
    const throws = source(project, 'src/boom.ts').findIndex((line) => line.includes('throw')) + 1
    for (const { where, place } of thrown) {
      const [first = '', second = ''] = stdout.split(`Error: ${where}\n`)[1]?.split('\n') ?? []
      expect([where, first]).toEqual([where, expect.stringContaining(`src/boom.ts:${throws}:9)`)])
      expect([where, /\/.*:\d+:\d+/.exec(second)?.[0]]).toEqual([where, place])
    }
    // Only what Babel itself put into the file's first line has no source.
    expect(stdout.split('\n').filter((line) => /\/out\/(?!main\.js:1:)/.test(line))).toEqual([])
  })
})

describe.concurrent.each([
  ['Babel 8', 8, 'esm'],
  ['Babel 7', 7, 'seven-esm'],
] as const)('%s: every name that its author wrote', (_name, babel, config) => {
  test('is mapped to the very place where it is written', async () => {
    using project = openProject(['base', 'app', config], { babel })
    await project.compile(['--source-maps'])
    // Not typed.ts: what an enum or a namespace becomes has no place in Babel's own maps.
    for (const name of ['functions', 'loops', 'generators', 'classes', 'app', 'journal']) {
      const lines = source(project, `src/${name}.ts`)
      const map = new TraceMap(project.read(`out/${name}.js.map`))
      const wrong: string[] = []
      let right = 0
      const file = parseSync(project.read(`out/${name}.js`), { configFile: false, babelrc: false })
      if (!file) throw new Error('it does not parse')
      traverse(file, {
        ImportDeclaration(path) {
          if (path.node.source.value === 'afterword/compiled') path.skip()
        },
        enter(path) {
          const { node, parent } = path as unknown as Path
          if (!/^(?:Identifier|PrivateName|StringLiteral)$/.test(node.type)) return
          const text = typeof node.name === 'string' ? node.name : node.value
          // What afterword adds has no place: its own names, and the `scope` of its register.
          const added =
            /^_|^afterword|\.js$/.test(text ?? '') ||
            [parent.object?.name, parent.callee?.name].some((name) => name?.startsWith('_'))
          if (!text || !node.loc || added) return
          const { line, column } = originalPositionFor(map, node.loc.start)
          const found = line === null ? 'nowhere' : (lines[line - 1] ?? '').slice(column ?? 0)
          if (found.replace(/^['"]/, '').startsWith(text)) right++
          else
            wrong.push(
              `${name}.js:${node.loc.start.line}:${node.loc.start.column} ${text} → ${line}:${column} ${found.slice(0, 30)}`,
            )
        },
      })
      expect(wrong).toEqual([])
      expect(right).toBeGreaterThan(30)
    }
  })
})
