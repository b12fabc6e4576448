/**
 * Compiled files, by their content: `node_modules/.cache/afterword/KEY`. A file that is not what was written counts as none, and where
 * nothing can be written nothing is kept.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { threadId } from 'node:worker_threads'
import { findUp } from '../settings.ts'

export interface Entry {
  /** Null: the file is as it was. */
  code: string | null
  warnings: Warning[]
}

export interface Warning {
  /** Once for each of these. */
  place: string
  text: string
  /** Said only if the program still runs a moment later. */
  late?: boolean
}

export interface Cache {
  read(key: string): Entry | null
  write(key: string, entry: Entry): void
}

export const digest = (...texts: string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:`).update(text)
  return hash.digest('base64url')
}

const DAY = 24 * 60 * 60 * 1000
const KEPT = 30 * DAY
const NONE: Cache = { read: () => null, write: () => {} }

/** @param root where to look, upwards, for a `node_modules` to keep things in */
export function openCache(root: string): Cache {
  const home = findUp(root, 'node_modules')
  if (home === null) return NONE
  const folder = path.join(home, 'node_modules/.cache/afterword')
  let writable = prune(folder)
  return {
    read(key) {
      try {
        const [, sum, body] = /^(.*)\n(.*)$/.exec(readFileSync(path.join(folder, key), 'utf8')) ?? []
        return body !== undefined && digest(body) === sum ? (JSON.parse(body) as Entry) : null
      } catch {
        return null
      }
    },
    write(key, entry) {
      if (!writable) return
      const body = JSON.stringify(entry)
      try {
        replace(path.join(folder, key), `${digest(body)}\n${body}`)
      } catch {
        writable = false
      }
    },
  }
}

/** Other processes see the old file or the new one, never a part. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.${threadId}`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Once a day, what nobody has read for a month goes. False where nothing can be written. */
function prune(folder: string): boolean {
  const stamp = path.join(folder, '.pruned')
  try {
    mkdirSync(folder, { recursive: true })
    const now = Date.now()
    if (now - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0) < DAY) return true
    writeFileSync(stamp, '')
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name)
      const { atimeMs, mtimeMs } = statSync(file)
      if (now - Math.max(atimeMs, mtimeMs) > KEPT) rmSync(file, { force: true })
    }
    return true
  } catch {
    return false
  }
}
