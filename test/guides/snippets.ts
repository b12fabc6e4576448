// The snippets of a guide as files, with what they take for granted.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Guide, root } from './guides.ts'

/** What a reader knows without being told. A snippet declares all else by itself. */
const ASSUMED = `
interface Cart { readonly id: string }
interface Order { readonly id: string }
declare const db: { save(value: unknown): Promise<Order> }
declare function mail(order: Order, agent?: string | null): Promise<void>
declare function refund(order: Order): Promise<void>
declare function warm(id: string): Promise<void>
declare function log(...what: unknown[]): Promise<void>
declare const listener: import('node:http').RequestListener
declare function handler(request: Request): Promise<Response>
declare function handle(request: Request): Promise<Response>
`

export interface Snippet {
  guide: string
  /** Of its fence. */
  line: number
  file: string
  code: string
}

/** Blocks whose first line names a file, \`// src/a.ts\`, are that file: others of the guide import it. The last of a name wins. */
export function snippetsOf(guide: Guide, folder: string): Snippet[] {
  const at = join(folder, guide.file.replaceAll(/[/.]/g, '-'))
  return guide.blocks
    .filter(({ language, marks }) => /^tsx?$/.test(language) && !marks.includes('compiled'))
    .map(({ language, code, line }) => {
      const named = /^\/\/ (\S+\.tsx?)$/m.exec(code.split('\n')[0] ?? '')?.[1]
      return { guide: guide.file, line, file: join(at, named ?? `line-${line}.${language}`), code }
    })
}

/** Relative imports of what no block shows: names of any type. */
function writeStubs(snippets: readonly Snippet[]): void {
  for (const { file, code } of snippets)
    for (const [, names = '', from = ''] of code.matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']*)'/g)) {
      const target = join(dirname(file), /\.[cm]?[jt]sx?$/.test(from) ? from : `${from}.ts`)
      if (snippets.some((each) => each.file === target)) continue
      mkdirSync(dirname(target), { recursive: true })
      const lines = names.split(',').map((name) => name.replace('type ', '').trim().split(' as ')[0])
      writeFileSync(target, lines.map((name) => `export declare const ${name}: any\n`).join(''))
    }
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Packages that the root does not have: their types are not asked. */
export function findForeign(snippets: readonly Snippet[]): string[] {
  const specifiers = snippets.flatMap(({ code }) =>
    [...code.matchAll(/(?:from|import) '([^'.][^']*)'/g)].map(([, specifier = '']) => specifier),
  )
  const isForeign = (specifier: string): boolean =>
    !specifier.startsWith('node:') &&
    packageOf(specifier) !== 'afterword' &&
    !existsSync(join(root, 'node_modules', packageOf(specifier)))
  return [...new Set(specifiers.filter(isForeign))].sort()
}

/** What TypeScript says of all of them at once, each by the guide and the line where it stands. */
export function typeCheck(snippets: readonly Snippet[], folder: string): string[] {
  rmSync(folder, { recursive: true, force: true })
  for (const { file, code } of snippets) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, /^(?:import|export) /m.test(code) ? code : `${code}export {}\n`)
  }
  writeStubs(snippets)
  const foreign = findForeign(snippets).map((name) => `declare module '${name}'\n`)
  writeFileSync(join(folder, 'assumed.d.ts'), `${ASSUMED}${foreign.join('')}`)
  const compilerOptions = {
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    types: ['node'],
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: root,
    encoding: 'utf8',
  })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => locate(line, snippets))
}

function locate(line: string, snippets: readonly Snippet[]): string {
  const [, file = '', row = '', rest = ''] = /^(\S+)\((\d+),\d+\): (.*)$/.exec(line) ?? []
  const snippet = snippets.find((each) => relative(root, each.file) === file)
  return snippet ? `${snippet.guide}:${snippet.line + Number(row)}: ${rest}` : line
}
