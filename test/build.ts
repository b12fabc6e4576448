// `npm run build`: dist/ from runtime/ and transform/.
//
// package.json is the one list of entries: what `exports` and `bin` name as ./dist/X.js is built from X.ts.
// JavaScript comes from tsup; declarations from tsc, because TypeScript 7 has no API that tsup could call.
// Everything is built beside dist/ and moved there at the end, so that a failed build leaves the last good one alone.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build } from 'tsup'
import { findTargets } from './exports.ts'

const root = join(import.meta.dirname, '..')
const stampFile = join(root, '.cache/build.json')
const dist = join(root, 'dist')
const next = join(root, '.cache', `dist-${process.pid}`)

/** The inputs of a finished build, as one hash, and every file it left. */
interface Stamp {
  hash: string
  files: string[]
}

process.exitCode = await main()

async function main(): Promise<number> {
  const started = performance.now()
  const entries = findEntries()
  const missing = Object.entries(entries).filter(([, source]) => !existsSync(join(root, source)))
  if (missing.length > 0) {
    for (const [output, source] of missing) {
      console.error(`build: package.json names dist/${output}.js, but ${source} does not exist`)
    }
    return 1
  }

  const hash = hashInputs()
  if (isFresh(hash)) {
    say('build: dist is up to date')
    return 0
  }

  try {
    await buildJavaScript(entries)
    buildDeclarations()
    const absent = Object.keys(entries).flatMap((output) =>
      [`${output}.js`, `${output}.d.ts`].filter((file) => !existsSync(join(next, file))),
    )
    if (absent.length > 0) throw new Error(`nothing was written for ${absent.join(', ')}`)

    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
    const files = globSync('**/*.{js,d.ts}', { cwd: dist }).sort()
    const stamp: Stamp = { hash, files }
    writeFileSync(stampFile, JSON.stringify(stamp))
    const scripts = files.filter((file) => file.endsWith('.js')).length
    const ms = Math.round(performance.now() - started)
    say(`build: ${scripts} scripts and ${files.length - scripts} declarations in dist, ${ms} ms`)
    return 0
  } catch (error) {
    console.error(`build: ${error instanceof Error ? error.message : String(error)}`)
    console.error('build: failed; dist is as it was')
    return 1
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
}

/** On stderr: what is run after the build may have its stdout read by a program. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** `runtime/hosts/node` → `runtime/hosts/node.ts`, for every file that `exports` and `bin` name in dist. */
function findEntries(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entries: Record<string, string> = {}
  for (const { file } of findTargets(manifest)) {
    const name = /^\.\/dist\/(.+)\.js$/.exec(file)?.[1]
    if (name) entries[name] = `${name}.ts`
  }
  return entries
}

function hashInputs(): string {
  const hash = createHash('sha256')
  const files = ['{runtime,transform}/**/*.ts', 'package.json', 'tsconfig*.json', 'test/{build,exports}.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort()
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function isFresh(hash: string): boolean {
  if (!existsSync(stampFile)) return false
  const stamp: Stamp = JSON.parse(readFileSync(stampFile, 'utf8'))
  return stamp.hash === hash && stamp.files.every((file) => existsSync(join(dist, file)))
}

async function buildJavaScript(entry: Record<string, string>): Promise<void> {
  mkdirSync(next, { recursive: true })
  await build({
    entry,
    config: false,
    outDir: next,
    format: ['esm'],
    target: 'node20',
    // One register per process depends on it: two entries must share a module, not each carry a copy.
    splitting: true,
    dts: false,
    clean: false,
    silent: true,
    // Workers and bundlers tell Node's own modules from packages by this prefix.
    removeNodeProtocol: false,
    tsconfig: join(root, 'tsconfig.build.json'),
  })
}

function buildDeclarations(): void {
  // Not through node_modules/.bin: a dependency that brings TypeScript 6 would take the name `tsc` there.
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', next]
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (run.status !== 0)
    throw new Error(`declarations could not be made\n${run.stdout}${run.stderr}`.trimEnd())
  // tsc copies none, and writes a reference as if it did not: this one is of a module that plugins make.
  const durable = join(next, 'runtime/durable')
  cpSync(join(root, 'runtime/durable/jobs.d.ts'), join(durable, 'jobs.d.ts'))
  const index = join(durable, 'index.d.ts')
  writeFileSync(index, `/// <reference path="./jobs.d.ts" />\n${readFileSync(index, 'utf8')}`)
}
