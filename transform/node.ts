/** Which Node this package is for: said before anything of it fails in words of its own. */
import { UserError } from './diagnostics/diagnostic.ts'
import { minimumNode } from './package.ts'

/** @throws UserError (AFTERWORD_UNSUPPORTED_NODE) on a Node that is older than package.json says */
export function assertNode(found: string = process.versions.node): void {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = minimumNode.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new UserError('unsupported-node', { needed: minimumNode, found })
}
