// `npm run build:swc`: swc.wasm and swc-1.15.wasm at the package root, from transform/swc.
//
// Built files are kept under the hash of the sources, in .cache/swc and in the user's cache: a fresh clone on the same machine need not
// build again. Rustup's toolchain is asked first, then Debian's. Without either nothing is there and everything else still works; tests
// that need a plugin say that they did not run.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeSmaller, recipe } from './swc/smaller.ts'

const root = join(import.meta.dirname, '..')
const crate = join(root, 'transform/swc')
const userCache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'afterword/swc')
const target = process.env.CARGO_TARGET_DIR ?? join(userCache, 'target')
const LIMIT = 950_000
const PLUGINS = [
  { file: 'swc.wasm', features: ['--features', 'swc-1-16'] },
  { file: 'swc-1.15.wasm', features: ['--features', 'swc-1-15'] },
] as const

interface Toolchain {
  cargo: string
  triple: string
  args: readonly string[]
  env: Record<string, string>
}

process.exitCode = await main()

async function main(): Promise<number> {
  const hash = hashSources()
  const places = [join(root, '.cache/swc', hash), join(userCache, hash)]
  if (!places.some(isWhole)) {
    for (const { file } of PLUGINS) rmSync(join(root, file), { force: true })
    const toolchain = findToolchain()
    if (!toolchain || !fetchSources(toolchain)) {
      say(
        'swc: the plugins are not built; all that needs no plugin works. They are built by the next npm run build:swc.',
      )
      return toolchain && process.env.CI ? 1 : 0
    }
    for (const plugin of PLUGINS) if (!(await build(plugin, toolchain, places[0] as string))) return 1
  }
  const known = places.find(isWhole)
  if (!known) return 1
  for (const place of places) if (!isWhole(place)) copyAll(known, place)
  copyAll(known, root)
  return PLUGINS.every(({ file }) => isSmall(file)) ? 0 : 1
}

/** On stderr: what is run after the build may have its stdout read by a program. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function hashSources(): string {
  const hash = createHash('sha256').update(recipe)
  const files = globSync(['Cargo.*', '*/Cargo.toml', '*/src/**/*.rs'], { cwd: crate }).sort()
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(crate, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 20)
}

/** Clones and worktrees share the target folder, and cargo goes by time: what another has built from older sources than these would do. */
function touchSources(): void {
  const now = new Date()
  for (const file of globSync('*/src/**/*.rs', { cwd: crate })) utimesSync(join(crate, file), now, now)
}

function isWhole(folder: string): boolean {
  return PLUGINS.every(({ file }) => existsSync(join(folder, file)))
}

function copyAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const { file } of PLUGINS) copyFileSync(join(from, file), join(to, file))
}

function isSmall(file: string): boolean {
  const { size } = statSync(join(root, file))
  say(`swc: ${file}, ${(size / 1e6).toFixed(2)} MB`)
  if (size > LIMIT) say(`swc: ${file} is larger than ${LIMIT / 1e6} MB`)
  return size <= LIMIT
}

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: crate, encoding: 'utf8', env: { ...process.env, ...env } })
}

function succeeds(command: string, ...args: string[]): boolean {
  return run(command, args).status === 0
}

function findToolchain(): Toolchain | null {
  const flags = '--cfg swc_ast_unknown'
  if (succeeds('rustup', 'target', 'add', 'wasm32-wasip1'))
    return { cargo: 'cargo', triple: 'wasm32-wasip1', args: [], env: { RUSTFLAGS: flags } }
  const packages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22']
  const install = `apt-get install -y ${packages.join(' ')}`
  const installed = () => succeeds('/usr/bin/cargo', '--version') && succeeds('wasm-ld-22', '--version')
  if (!installed() && (process.getuid?.() === 0 || process.env.CI)) {
    say(`swc: rustup gave no target wasm32-wasip1; ${install}`)
    const get = () => succeeds('apt-get', 'install', '-y', ...packages)
    // A fresh machine has no list of packages yet.
    if (!get() && succeeds('apt-get', 'update')) get()
  }
  if (!installed()) {
    say(`swc: no Rust that builds for Wasm: rustup gave no target wasm32-wasip1; on Debian, ${install}`)
    return null
  }
  return {
    cargo: '/usr/bin/cargo',
    triple: 'wasm32-unknown-unknown',
    // Debian has no built standard library for Wasm, and its compiler is a stable one.
    args: ['-Z', 'build-std=std,panic_abort'],
    env: {
      RUSTC: '/usr/bin/rustc',
      RUSTC_BOOTSTRAP: '1',
      // What the host brings is undefined until then; wasm32-wasip1 takes that for granted.
      RUSTFLAGS: `${flags} -C linker=wasm-ld-22 -C link-arg=--import-undefined`,
    },
  }
}

/** Whether what the crate depends on is here: without a network that is nobody's mistake, and all after it is ours. */
function fetchSources({ cargo, env }: Toolchain): boolean {
  const { status, stderr } = run(cargo, ['fetch', '--locked'], env)
  if (status !== 0) say(`swc: cargo could not fetch the dependencies\n${stderr.trimEnd()}`)
  return status === 0
}

async function build(
  { file, features }: (typeof PLUGINS)[number],
  toolchain: Toolchain,
  folder: string,
): Promise<boolean> {
  const { cargo, triple, args, env } = toolchain
  say(`swc: building ${file} for ${triple}`)
  touchSources()
  const started = performance.now()
  const options = ['build', '--locked', '--release', '--package', 'afterword-plugin', '--target', triple]
  const all = [...options, '--no-default-features', ...features, ...args]
  const { status, stderr } = run(cargo, all, { ...env, CARGO_TARGET_DIR: target })
  if (status !== 0) {
    say(`swc: ${file} could not be built\n${stderr.trimEnd()}`)
    return false
  }
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(target, triple, 'release/afterword_plugin.wasm'), join(folder, file))
  const because = await makeSmaller(join(folder, file))
  if (because) say(`swc: ${file} stays as large as it is: ${because}`)
  say(`swc: ${Math.round((performance.now() - started) / 1000)} s`)
  return true
}
