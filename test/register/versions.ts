// Every Node that is supported, at hand or fetched once; which of them could not be had is said.
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOlderNode, root } from '../babel/harness.ts'
import { findNodes } from '../bench/nodes.ts'

export type Version = '20' | '22' | '24' | '26'

const home = join(root, '.cache/register')
const own = process.versions.node.split('.')[0]
const fetched = fetchOnce(['20', '22', '26'])

/** The version and its binary, of those that can be had. */
export function findVersions(versions: readonly Version[]): [Version, string][] {
  return versions.flatMap((version) => {
    const node = findVersion(version)
    return node === null ? [] : [[version, node] as [Version, string]]
  })
}

export function findVersion(version: Version): string | null {
  if (version === own) return process.execPath
  return fetched.get(version) ?? (version === '20' ? findOlderNode() : null)
}

/** Test files run beside each other: one of them fetches, the others wait, and one that fails speaks for all. */
function fetchOnce(versions: readonly Version[]): Map<string, string> {
  const lock = join(home, 'fetching')
  const failed = join(home, 'not-fetched')
  mkdirSync(home, { recursive: true })
  while (!tryLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  try {
    if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < 10 * 60_000) return new Map()
    return new Map(findNodes(versions).map((node, index) => [versions[index] as string, node]))
  } catch (error) {
    console.error(`NOT TESTED on Node ${versions.join(', ')}: ${(error as Error).message}`)
    writeFileSync(failed, '')
    return new Map()
  } finally {
    rmSync(lock, { recursive: true })
  }
}

/** A lock that is older than any fetch was left by a process that was killed. */
function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 5 * 60_000)
      rmSync(lock, { recursive: true, force: true })
    return false
  }
}
