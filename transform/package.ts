/** Where this package lies: its sources, its built files and its manifest. Bundling moves modules between files, so it is looked for. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

interface Manifest {
  name?: string
  version: string
  engines?: { node: string }
}

function findPackage(): { root: string; manifest: Manifest } {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json')
    const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : null
    if (manifest?.name === 'afterword') return { root: folder, manifest }
    if (path.dirname(folder) === folder) return { root: folder, manifest: { version: 'unknown' } }
  }
}

const found = findPackage()
/** Without its version. */
const REGISTER = 'afterword.register.v'
/** What makes one, minified or not: a file that merely speaks of the register is its author's. */
const MAKES_ONE = /\bscope:\s*(?:null|void 0),\s*carriers:/
const OWN = [path.join(found.root, 'dist') + path.sep, path.join(found.root, 'runtime') + path.sep]

export const version: string = found.manifest.version

/** `20.19.0` */
export const minimumNode: string = (found.manifest.engines?.node ?? '').replace(/^\D*/, '')

/** A built file of this package: `runtime/client`. */
export const ownFile = (name: string): string => path.join(found.root, 'dist', `${name}.js`)

/** A file at the package's root: `swc.wasm`. */
export const packageFile = (name: string): string => path.join(found.root, name)

const COPY = /[\\/]node_modules[\\/]afterword[\\/]/

/**
 * A bundle may hand us our own runtime: what implements the register must not be compiled against it. So neither another copy that is
 * installed, nor one that somebody has bundled: it says the register's name, and makes one.
 */
export const isOwnCode = (filename: string, code: string): boolean => {
  const file = path.resolve(filename)
  return (
    COPY.test(file) ||
    OWN.some((folder) => file.startsWith(folder)) ||
    (code.includes(REGISTER) && MAKES_ONE.test(code))
  )
}
