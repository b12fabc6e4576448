// PostgreSQL in a folder of this process, without a server: PGlite. Two processes would open one folder without a word, and what the second writes
// would be gone, so the folder has a lock, which names its owner. One whose owner has died is taken over.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { AfterwordError, coded } from '../error.ts'
import { durableLocked } from '../messages.generated.ts'

interface Owner {
  readonly host: string
  readonly pid: number
  /** Process ids are used again: a later process has begun later. */
  readonly began: string
}

/** Milliseconds. Of an owner in another container nothing can be asked: it touches its lock. */
const BEAT = 10_000
const DEAD = 35_000

/** When a process has begun, as Linux tells it; nothing where it does not. */
function beganOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? ''
  } catch {
    return ''
  }
}

function isAlive({ host, pid, began }: Owner, file: string): boolean {
  if (host !== hostname()) return Date.now() - statSync(file).mtimeMs < DEAD
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const found = beganOf(pid)
  return !found || !began || found === began
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text)
    return Number.isInteger(owner?.pid) ? owner : undefined
  } catch {
    return undefined
  }
}

const refuse = (folder: string, owner: string): never => {
  throw coded(AfterwordError, durableLocked(folder, owner))
}

/** Takes a lock away that a dead process has left. What another one has put there meanwhile is put back. */
function clear(file: string, text: string): boolean {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return true
  }
  const isMeant = readText(aside) === text
  if (!isMeant) linkSync(aside, file)
  rmSync(aside, { force: true })
  return isMeant
}

/**
 * Takes the folder for this process.
 * @returns what gives it back
 * @throws AfterwordError `AFTERWORD_DURABLE_LOCKED`
 */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'afterword.lock')
  const own: Owner = { host: hostname(), pid: process.pid, began: beganOf(process.pid) }
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const text = readText(file)
    if (text === undefined) continue
    const owner = ownerOf(text)
    if (owner && isAlive(owner, file)) refuse(folder, `process ${owner.pid} on ${owner.host}`)
    // Half of a lock is one that is being written.
    if (!owner && Date.now() - statSync(file).mtimeMs < BEAT) refuse(folder, 'another process')
    if (tries > 3 || !clear(file, text)) refuse(folder, 'another process')
  }
  const beat = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      // Somebody has removed it by hand.
    }
  }, BEAT)
  beat.unref()
  return () => {
    clearInterval(beat)
    rmSync(file, { force: true })
  }
}

export interface Folder {
  readonly db: PGlite
  /** Whether what its last process had been running was given to this one. */
  isGivenBack: boolean
  close(): Promise<void>
}

/** Opens the folder, and makes it where there is none. The directory of the database is `db` in it. */
export async function openFolder(name: string): Promise<Folder> {
  const folder = resolve(name)
  const unlock = lockFolder(folder)
  try {
    const { PGlite } = await import('@electric-sql/pglite')
    const db = await PGlite.create(join(folder, 'db'))
    return {
      db,
      isGivenBack: false,
      async close() {
        await db.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
