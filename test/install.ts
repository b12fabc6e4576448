// Packages that a test needs and the root does not have, installed by npm once for each state of their package.json.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')

export interface Installed {
  /** Its node_modules hold them. */
  folder: string
  /** Why they are not there. */
  missing: string | null
}

/** Installs what a package.json lists into a folder of `cache`, if it is not there from before. */
export async function installPackages(manifest: string, cache: string): Promise<Installed> {
  const hash = createHash('sha256').update(readFileSync(manifest)).digest('hex').slice(0, 16)
  const folder = join(cache, hash)
  mkdirSync(folder, { recursive: true })
  // npm writes it when all is there.
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return { folder, missing: null }
  copyFileSync(manifest, join(folder, 'package.json'))
  const { code, said } = await npmInstall(folder)
  const [reason = said] = /^npm error (?!code|syscall|errno).*$/m.exec(said) ?? []
  return {
    folder,
    missing: code === 0 ? null : `npm could not install ${relative(root, dirname(manifest))}: ${reason}`,
  }
}

function npmInstall(cwd: string): Promise<{ code: number | null; said: string }> {
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1']
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['install', ...flags], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}
