// Binaryen makes an eighth of a plugin go away: it sees the whole program once more, behind Rust's own passes.

import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { installPackages } from '../install.ts'

const manifest = join(import.meta.dirname, 'smaller/package.json')
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'afterword/binaryen')

/** What rustc writes for this target: no host is asked for more than that. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
].map((feature) => `--enable-${feature}`)
const PASSES = ['-Oz']

/** Another version of it, or other passes, make other files. */
export const recipe: string = [readFileSync(manifest, 'utf8'), ...FEATURES, ...PASSES].join('\n')

/** Makes the file smaller where it is. @returns why it is as it was, or null */
export async function makeSmaller(file: string): Promise<string | null> {
  const { folder, missing } = await installPackages(manifest, cache)
  if (missing) return missing
  const optimiser = join(folder, 'node_modules/binaryen/bin/wasm-opt')
  const to = `${file}.part`
  const args = [optimiser, ...FEATURES, ...PASSES, file, '-o', to]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status === 0) renameSync(to, file)
  else rmSync(to, { force: true })
  return status === 0 ? null : stderr.trimEnd().split('\n').slice(-3).join('\n')
}
