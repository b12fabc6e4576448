import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** Node 20 and newer as installed on this machine, by version; the one that runs the tests is always among them. */
export function findNodes(): Map<string, string> {
  const found = new Map([[process.version, process.execPath]])
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'node')
    const { stdout } = spawnSync(path, ['-p', 'process.version'], { encoding: 'utf8' })
    if (Number(/^v(\d+)/.exec(stdout ?? '')?.[1]) >= 20) found.set(stdout.trim(), path)
  }
  return found
}
