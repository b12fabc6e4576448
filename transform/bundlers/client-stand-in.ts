/**
 * What stands in for an entry of this package in the chunks for a browser: one module for each importer, whose functions have names that
 * nothing else has. A bundler drops those that are not used, and writes the others wherever they are.
 *
 *     export * from '…/client.js'
 *     function __afterword_after_3f2a(...args) { throw args }
 *     export { __afterword_after_3f2a as after, … }
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import { ownFile } from '../package.ts'

const PREFIX = '\0afterword:client/'

/** What of `afterword` itself throws in a browser. */
export const SERVER_ONLY: readonly string[] = [
  'after',
  'headers',
  'cookies',
  'openScope',
  'configureAfter',
  'drainAfter',
]

export interface StandIn {
  /** As the importer calls it: `afterword`, `next/headers`, `afterword/node`. */
  source: string
  importer: string
  /** The file whose names it has, all of them for a server only; null for those of `afterword` itself. */
  file: string | null
}

// In no spelling that another plugin could take for a path or a query.
export const idOf = (standIn: StandIn): string =>
  PREFIX + Buffer.from(JSON.stringify(standIn)).toString('base64url')

export const isStandIn = (id: string): boolean => id.startsWith(PREFIX)

export const readStandIn = (id: string): StandIn =>
  JSON.parse(Buffer.from(id.slice(PREFIX.length), 'base64url').toString())

/** What a server-only export is called in the code of whoever uses it; a bundler may add to its end. */
export function symbolOf(name: string, { source, importer }: StandIn): string {
  const hash = createHash('sha256').update(`${source}\0${importer}`).digest('hex')
  return `__afterword_${name}_${hash.slice(0, 12)}`
}

export function codeOf(id: string): string {
  const standIn = readStandIn(id)
  return [
    ...(standIn.file ? [] : [`export * from ${JSON.stringify(ownFile('runtime/client'))}`]),
    ...namesOf(standIn).flatMap((name) => {
      const symbol = symbolOf(name, standIn)
      // Never run, for what uses it is not built. It uses what it is given, or tree shaking would drop what is used in there.
      return [`function ${symbol}(...args) { throw args }`, `export { ${symbol} as ${name} }`]
    }),
  ].join('\n')
}

/** The exports that are for a server only. */
export function namesOf({ file }: StandIn): readonly string[] {
  if (!file) return SERVER_ONLY
  const { module } = parseSync(file, readFileSync(file, 'utf8'), { sourceType: 'module' })
  return module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName }) => exportName.name ?? 'default'),
  )
}
