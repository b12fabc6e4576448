/** Which file does an import mean? After Node, TypeScript (paths, `./x.js` for x.ts) and bundlers. */
import path from 'node:path'
import type { EcmaScriptModule } from 'oxc-parser'
import { ResolverFactory } from 'oxc-resolver'
import { createConfigs, matchPaths } from './config.ts'

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']

const OPTIONS = {
  conditionNames: ['import', 'require', 'node', 'default'],
  mainFields: ['module', 'main'],
  extensions: EXTENSIONS,
  extensionAlias: {
    '.js': ['.ts', '.tsx', '.js', '.jsx'],
    '.jsx': ['.tsx', '.jsx'],
    '.mjs': ['.mts', '.mjs'],
    '.cjs': ['.cts', '.cjs'],
  },
  builtinModules: true,
}

/** @returns the absolute path of a file of the project; null for a package, for what is built in, and for what is not there */
export type Resolve = (from: string, request: string) => string | null

/** @param files those that are known already: a relative import of one of them need not be looked for */
export function createResolver(files: ReadonlySet<string>): Resolve {
  const plain = new ResolverFactory(OPTIONS)
  const resolver = plain.cloneWithOptions({ ...OPTIONS, tsconfig: 'auto' })
  const configOf = createConfigs()
  /** Where the resolver gives up, a tsconfig that extends what is not installed may be why: its own paths, and none of it. */
  const findAnyway = (from: string, request: string): string | null => {
    const folder = path.dirname(from)
    const config = configOf(folder)
    for (const each of config ? matchPaths(request, config) : []) {
      const found = plain.sync(path.dirname(each), `./${path.basename(each)}`).path
      if (found) return found
    }
    return plain.sync(folder, request).path ?? null
  }
  const known = new Map<string, string | null>()
  return (from, request) => {
    const key = `${path.dirname(from)}\0${request}`
    const before = known.get(key)
    if (before !== undefined) return before
    const near = request.startsWith('.') ? findNear(path.join(path.dirname(from), request), files) : null
    if (near !== null) return near
    const bare = request.replace(/[?#].*$/, '')
    const found = resolver.resolveFileSync(from, bare).path ?? findAnyway(from, bare)
    // A package of the same workspace is a link: its real path is no longer below node_modules.
    const own = found !== null && !/[\\/]node_modules[\\/]/.test(found) ? found : null
    known.set(key, own)
    return own
  }
}

/** `./x`, and `./x.js` for x.ts, in the order of the resolver. */
function findNear(file: string, files: ReadonlySet<string>): string | null {
  const [, stem, letter = ''] = /^(.*)\.([cm]?)jsx?$/.exec(file) ?? []
  const meant =
    stem === undefined
      ? [file, ...EXTENSIONS.map((each) => file + each)]
      : [`${stem}.${letter}ts`, ...(letter === '' ? [`${stem}.tsx`] : []), file]
  return meant.find((each) => files.has(each)) ?? null
}

const REQUIRE = /\brequire\s*\(\s*(['"])([^'"\n]+)\1/g

/** What a file loads when it runs: types are none of it. */
export function findRequests(module: EcmaScriptModule, code: string): string[] {
  const requests = new Set<string>()
  for (const { moduleRequest, entries } of module.staticImports)
    if (entries.length === 0 || entries.some(({ isType }) => !isType)) requests.add(moduleRequest.value)
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest && !isType) requests.add(moduleRequest.value)
  for (const { moduleRequest } of module.dynamicImports) {
    const text = /^(['"`])([^'"`$]*)\1$/.exec(code.slice(moduleRequest.start, moduleRequest.end))?.[2]
    if (text) requests.add(text)
  }
  if (code.includes('require'))
    for (const [, , request] of code.matchAll(REQUIRE)) requests.add(request ?? '')
  return [...requests]
}
