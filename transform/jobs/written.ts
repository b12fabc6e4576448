/**
 * The module that `afterword jobs --write FILE` makes, for who compiles without a bundler's plugin: Babel, SWC, Turbopack. Bundlers drop an import by
 * which nothing is named, where a package says `sideEffects: false`. So it exports all of its modules, and `work({ jobs })` takes them.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type JobFile, WRITTEN } from '../manifest.ts'

const RELATIVE = /\b(?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"\n]*?(\.[cm]?[jt]sx?)?['"]/g
const EXTENSION = /\.([cm]?)([jt]s)(x?)$/

/** How the project ends its own relative imports. */
type Style = 'as it is called' | 'as it is built' | 'without'

/** @param name of the file, relative to the root */
export function writeModule(
  file: string,
  name: string,
  files: readonly JobFile[],
  sources: readonly string[],
): string {
  const style = styleOf(sources.filter((each) => each !== file))
  const typed = /\.[cm]?tsx?$/.test(file)
  const names = files.map((_, index) => `jobs${index}`)
  return [
    `${WRITTEN} ${name}\`: every module with a durable task. \`npx afterword check\` says when it is not up to date.\n`,
    ...files.map(
      (each, index) => `import * as ${names[index]} from ${quote(specifierOf(each.file, file, style))}\n`,
    ),
    '\n/** For `work({ jobs })`. */\n',
    `export const jobs${typed ? ': readonly object[]' : ''} = [${names.join(', ')}]\n`,
  ].join('')
}

const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`

function specifierOf(to: string, from: string, style: Style): string {
  const relative = path.relative(path.dirname(from), to).replaceAll('\\', '/')
  const named = relative.startsWith('.') ? relative : `./${relative}`
  if (style === 'as it is called') return named
  if (style === 'as it is built') return named.replace(/\.([cm]?)tsx?$/, '.$1js').replace(/\.jsx$/, '.js')
  return named.replace(/\.[jt]sx?$/, '')
}

/** Of most of them. Where there is no import to see it by, it is as TypeScript has it by default. */
function styleOf(sources: readonly string[]): Style {
  const counts: Record<Style, number> = { without: 0, 'as it is called': 0, 'as it is built': 0 }
  for (const file of sources) {
    const typed = /\.[cm]?tsx?$/.test(file)
    for (const [, extension] of readFileSync(file, 'utf8').matchAll(RELATIVE)) {
      if (extension === undefined) counts.without++
      else counts[typed && /^\.[cm]?jsx?$/.test(extension) ? 'as it is built' : 'as it is called']++
    }
  }
  const styles = Object.keys(counts) as Style[]
  return styles.reduce((best, each) => (counts[each] > counts[best] ? each : best))
}

/** @returns paths without extensions of the modules that such a file imports */
export const importedBy = (file: string, code: string): Set<string> =>
  new Set(
    [...code.matchAll(/^import \* as jobs\d+ from '((?:[^'\\]|\\.)*)'/gm)].map(([, specifier = '']) =>
      bare(path.resolve(path.dirname(file), specifier.replace(/\\(.)/g, '$1'))),
    ),
  )

/** Without its extension. */
export const bare = (file: string): string => file.replace(EXTENSION, '')
