import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** In a process of its own: the programs leave rejections behind that a test runner would take for failures. */
export const main = (...args: string[]) =>
  new Promise<{ code: number; text: string }>((resolve) => {
    const file = join(import.meta.dirname, 'main.ts')
    const child = execFile(
      process.execPath,
      [file, ...args],
      { maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? 1, text: stdout + stderr })
      },
    )
  })
