// The programs of `app`, beside the packages that they need, as their authors would run them.
import { execFile } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installPackages } from '../install.ts'

const root = join(import.meta.dirname, '../..')
// Not of the root: nothing else there needs an SDK, and Sentry patches what it finds.
export const { folder, missing } = await installPackages(
  join(import.meta.dirname, 'packages/package.json'),
  join(root, '.cache/otel'),
)

if (!missing) {
  cpSync(join(import.meta.dirname, 'app'), join(folder, 'app'), { recursive: true })
  // A copy, not a link: it shall find the API of the SDK, as it does where it is installed.
  const ours = join(folder, 'node_modules/afterword')
  rmSync(ours, { recursive: true, force: true })
  for (const part of ['package.json', 'dist']) cpSync(join(root, part), join(ours, part), { recursive: true })
}

/** What a program has printed. It ends with one line of JSON. */
export async function run<Told>(file: string, args: readonly string[], env = {}): Promise<Told> {
  const { VITEST, NODE_OPTIONS, NODE_ENV, ...rest } = process.env
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'afterword/register', join('app', file), ...args],
    { cwd: folder, env: { ...rest, ...env }, timeout: 60_000, maxBuffer: 1 << 28 },
  )
  const json = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (!json.startsWith('{')) throw new Error(`it told nothing:\n${stdout}${stderr}`)
  return JSON.parse(json)
}
