/** Patterns of `include` and `exclude` that can never mean what their author meant: each would select nothing, or everything, without a word. */
import fs from 'node:fs'
import path from 'node:path'

export interface Misread {
  problem: string
  expected: string
}

/**
 * @param include, exclude as they were given
 * @param root of the build, default the working directory: its `node_modules`, and those above it, tell what is a package
 */
export function findMisread(
  include: readonly (string | RegExp)[],
  exclude: readonly (string | RegExp)[],
  root: string | undefined,
): Misread | null {
  if (include.length + exclude.length === 0) return null
  const folder = path.resolve(root ?? process.cwd())
  for (const [option, patterns] of Object.entries({ include, exclude }))
    for (const pattern of patterns) {
      const better = typeof pattern === 'string' ? correct(pattern, folder) : null
      if (better !== null)
        return {
          problem: `The pattern ${JSON.stringify(pattern)} of "${option}" matches no file.`,
          expected: `Write ${option}: '${better}'. A pattern is a part of the path, which is relative to the root of the build and has slashes; or a regular expression.`,
        }
    }
  for (const pattern of include) {
    const name = packageIn(pattern)
    if (name && isInstalled(name, folder) && !isOwn(name, folder))
      return {
        problem: `The pattern ${typeof pattern === 'string' ? JSON.stringify(pattern) : pattern} of "include" is for files of your own, and ${name} is a package: without node_modules/ it stops the compilation of your own files and begins none of the package's.`,
        expected: `Write include: 'node_modules/${name}/'. For files of your own that are called so, write more of their path: 'src/${name}'.`,
      }
  }
  return null
}

/** What was meant by a string that is no part of any path; null where it may be one. */
function correct(pattern: string, root: string): string | null {
  const slashed = pattern.replaceAll('\\', '/')
  const folder = `${path.resolve(root).replaceAll('\\', '/').replace(/\/$/, '')}/`
  // `src/**/*.ts`, `node_modules/mydb/**`, `lib/{a,b}`: up to where it is a glob.
  let meant = slashed.replace(/(?<=^|\/)[^/]*[*{}].*$/s, '').replace(/^(?:\.\/)+/, '')
  if (meant.startsWith(folder)) meant = meant.slice(folder.length)
  if (meant.startsWith('../')) meant = path.resolve(root, meant).replaceAll('\\', '/')
  if (meant === pattern) return null
  return meant || slashed.replace(/^.*[*{}]/s, '') || 'src/'
}

/** `mydb`, `@acme/mydb`, `mydb/dist`, `/mydb/`: the name that a pattern begins with, if it is written like a package's. */
function packageIn(pattern: string | RegExp): string | null {
  const text =
    typeof pattern === 'string' ? pattern : pattern.source.replace(/\\(.)/g, '$1').replace(/^\^|\$$/g, '')
  if (text.includes('node_modules')) return null
  return /^\/?((?:@[\w.~-]+\/)?[a-z\d~][\w.~-]*)(?:\/[\w./-]*)?$/i.exec(text)?.[1] ?? null
}

/** A folder or a file of the project, where people look for it first. */
const isOwn = (name: string, root: string): boolean =>
  ['', 'src'].some((folder) =>
    ['', '.ts', '.tsx', '.js'].some((ending) => fs.existsSync(path.join(root, folder, name + ending))),
  )

/** Not one of a workspace: that is linked, and its files are known by where they really lie. */
function isInstalled(name: string, root: string): boolean {
  for (let folder = path.resolve(root); ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name)
    if (fs.existsSync(path.join(found, 'package.json')))
      return fs.realpathSync(found).split(path.sep).includes('node_modules')
    if (path.dirname(folder) === folder) return false
  }
}
