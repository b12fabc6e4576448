// Programs with marks, and what the analysis finds in them on the trees of each parser.
import { parseSync } from '@babel/core'
import { analyze, type Node, type PlannedDiagnostic } from '../../transform/analyze/index.ts'
import { lineFinder } from '../../transform/lines.ts'
import { resolveOptions } from '../../transform/options.ts'
import { languageOf, parse } from '../../transform/parse.ts'
import type { Case } from './cases.ts'

export type Found = PlannedDiagnostic

interface Program extends Case {
  file: string
}

interface Tree {
  program: Node
  comments: { value: string; start: number; end: number }[]
}

type Parse = (program: Program) => Tree

export const programOf = (given: string | Case): Program => ({
  file: 'src/page.tsx',
  ...(typeof given === 'string' ? { code: given } : given),
})

/** Without its marks, and what stood between them. */
export function marked(text: string): { code: string; places: [number, number][] } {
  const places: [number, number][] = []
  let code = ''
  for (const part of text.split(/(?=[«»])/)) {
    if (part.startsWith('«')) places.push([code.length, 0])
    if (part.startsWith('»')) (places.at(-1) as [number, number])[1] = code.length
    code += part.replace(/^[«»]/, '')
  }
  return { code, places }
}

export const trees = {
  oxc: ({ code, file }: Program): Tree => {
    const { program, comments } = parse(
      code,
      file,
      languageOf(file) ?? 'tsx',
      file.endsWith('.cjs') ? 'script' : 'module',
    )
    return { program, comments: [...comments] }
  },
  babel: ({ code, file }: Program): Tree => {
    const sourceType = file.endsWith('.cjs') ? 'script' : 'module'
    const found = parseSync(code, {
      configFile: false,
      babelrc: false,
      sourceType,
      parserOpts: { plugins: ['typescript', 'jsx'] },
    })
    return {
      program: found?.program as unknown as Node,
      comments: (found?.comments ?? []) as Tree['comments'],
    }
  },
} satisfies Record<string, Parse>

/** In the order of the file. */
export function findIn(program: Program, tree: Parse): Found[] {
  const { code, file, host } = program
  const { program: root, comments } = tree(program)
  const { sources, entries, sites } = resolveOptions(host ? { host } : {})
  const options = {
    code,
    comments,
    file,
    lineOf: lineFinder(code),
    sources,
    entries,
    sites,
    host: host ?? null,
    droppedPromises: true,
  }
  return analyze(root, options).diagnostics
}
