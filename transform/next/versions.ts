/** Which Next this package knows, by the Next that the project has. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { UserError } from '../diagnostics/diagnostic.ts'

/** Where the host finds the request (runtime/hosts/next/visit.ts). */
const WORK = 'dist/server/app-render/work-async-storage.external.js'

/** @throws UserError (AFTERWORD_UNSUPPORTED_NEXT) */
export function assertNext(root: string): void {
  const require = createRequire(path.join(root, 'package.json'))
  const refuse = (problem: string): never => {
    throw new UserError('unsupported-next', { problem, expected: 'npm install next@^16.1' })
  }
  let manifest = ''
  try {
    manifest = require.resolve('next/package.json')
  } catch {
    refuse(`Next is not installed where ${root} would find it.`)
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major !== 16 || minor < 1)
    refuse(`Next ${version} is installed, and afterword/next knows Next 16.1 and newer 16.`)
  if (!existsSync(path.join(path.dirname(manifest), WORK)))
    refuse(`Next ${version} is installed, and has no ${WORK}.`)
}
