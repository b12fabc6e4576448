// The built command in a folder of files, as its user runs it.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

export interface Ran {
  stdout: string
  stderr: string
  status: number | null
}

/** A folder of its own below `.cache`, gone with the test file. */
export function makeFolder(): { folder: string; remove(): void } {
  mkdirSync(path.join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(path.join(root, '.cache', 'cli-'))
  // For one that is not root, too.
  chmodSync(folder, 0o755)
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, code] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
}

export function run(cwd: string, args: string[], env: Record<string, string> = {}, uid?: number): Ran {
  const command = [path.join(root, 'dist/transform/cli/main.js'), ...args]
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
    ...(uid === undefined ? {} : { uid }),
  })
  return { stdout, stderr, status }
}
