// Plans of the TypeScript analysis, one a line, for the Rust analysis to be held to: transform/swc/afterword/tests/plan.rs reads them.
//
//   node test/parity/swc-plan.ts fixtures | cases | misuse | forms | corpus 1500 | programs 1 3000 | files 'fixtures/apps/**/*.ts' 1000
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { analyze, NAMES } from '../../transform/analyze/index.ts'
import { lineFinder } from '../../transform/lines.ts'
import { resolveOptions } from '../../transform/options.ts'
import { languageOf, parse, type SourceType } from '../../transform/parse.ts'
import { behind, checks, comments } from '../diagnostics/cases.ts'
import { marked, programOf } from '../diagnostics/find.ts'
import { transformOptions } from '../fixtures/engines.ts'
import { type Fixture, readFixtures } from '../fixtures/read.ts'
import { program } from '../programs/grammar.ts'
import { printProgram } from '../programs/print.ts'
import { sizeOf } from '../programs/size.ts'
import { chooseFiles } from './corpus.ts'
import { forms, numbers } from './forms.ts'
import { isModule, ROOT } from './same.ts'
import { cases } from './swc-cases.ts'

interface Source {
  name: string
  file: string
  code: string
  sourceType: SourceType
  options?: Partial<Parameters<typeof resolveOptions>[0] & object>
}

function write({ name, file, code, sourceType, options = {} }: Source): void {
  const language = languageOf(file)
  if (!language) return
  try {
    const { sources, entries, host, sites, droppedPromises } = resolveOptions(options)
    const { program, comments } = parse(code, file, language, sourceType)
    const lineOf = lineFinder(code)
    const asked = { sources, entries, host, sites, droppedPromises }
    const plan = analyze(program, { code, comments, file, lineOf, ...asked })
    const module = program.sourceType === 'module'
    const names = [...plan[NAMES]].filter((each) => each.startsWith('_')).sort()
    console.log(JSON.stringify({ name, file, code, module, ...asked, plan: { ...plan, names } }))
  } catch (error) {
    console.log(JSON.stringify({ name, refused: (error as Error).message.split('\n', 1)[0] }))
  }
}

const fixtures = (): Fixture[] => readFixtures(process.env.FILTER).fixtures

function writeFiles(files: readonly string[]): void {
  for (const file of files) {
    // Folders are called `index.js` too.
    if (!statSync(path.join(ROOT, file)).isFile()) continue
    const code = readFileSync(path.join(ROOT, file), 'utf8')
    write({ name: file, file, code, sourceType: isModule(code, file) ? 'module' : 'script' })
  }
}

const sets: Record<string, (first?: string, count?: string) => void> = {
  fixtures: () => {
    for (const fixture of fixtures()) {
      const { root: _, sourceType = 'unambiguous', ...options } = transformOptions(fixture)
      write({ name: fixture.name, file: fixture.file, code: fixture.input, sourceType, options })
    }
  },
  cases: () => {
    for (const [name, { file, code }] of Object.entries(cases))
      write({ name, file, code, sourceType: file.endsWith('.cjs') ? 'script' : 'module' })
  },
  misuse: () => {
    for (const each of [...comments.off, ...comments.on])
      write({ name: each, file: 'src/a.tsx', code: behind(each), sourceType: 'module' })
    for (const [slug, { reported, right }] of Object.entries(checks))
      for (const each of [...reported, ...right]) {
        const { code, file, host } = programOf(each)
        const sourceType = file.endsWith('.cjs') ? 'script' : 'module'
        const options = { droppedPromises: true, ...(host ? { host } : {}) }
        write({ name: `${slug}: ${code}`, file, code: marked(code).code, sourceType, options })
      }
  },
  forms: () => {
    for (const [form, rewrite] of Object.entries(forms)) {
      const random = numbers(1)
      for (const { name, file, input, settings } of fixtures()) {
        const code = rewrite(input, file, random)
        if (code !== null) write({ name: `${name}, ${form}`, file, code, sourceType: settings.sourceType })
      }
    }
  },
  corpus: (count = '1000') => writeFiles(chooseFiles(Number(count))),
  files: (pattern = '', count = '1000') => writeFiles(chooseFiles(Number(count), [pattern])),
  programs: (first = '1', count = '1000') => {
    for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
      const code = printProgram(program(seed, { size: sizeOf(seed) }).items, 'written')
      write({ name: `seed ${seed}`, file: 'program.js', code, sourceType: 'module' })
    }
  },
}

const [set = 'fixtures', first, count] = process.argv.slice(2)
const chosen = sets[set]
if (!chosen) throw new Error(`There is no set "${set}": ${Object.keys(sets).join(', ')}.`)
chosen(first, count)
