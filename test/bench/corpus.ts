// Real sources to compile, fetched on demand as their authors published them, in these versions. Without what they depend on.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

// One for all clones of the machine: they are 60 MB to fetch.
const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'afterword/corpus')

export interface Source {
  title: string
  kind: 'package' | 'application'
  files: { name: string; code: string }[]
}

interface Entry {
  name: string
  version: string
  /** Not lowered and not minified: what a bundler would take from the package. */
  files: string
  without?: RegExp
}

/** Servers that people install and run. Without migrations, tests and what is built for browsers. */
const applications: Entry[] = [
  { name: 'ghost', version: '6.65.0', files: 'core/{server,shared}/**/*.js', without: /\/migrations\// },
  { name: 'apostrophe', version: '4.32.2', files: '{index.js,{lib,modules}/**/*.js}', without: /\/ui\// },
  { name: '@directus/api', version: '39.2.1', files: 'dist/**/*.js', without: /\/migrations\// },
  { name: 'unleash-server', version: '8.2.0', files: 'dist/lib/**/*.js', without: /\.test\.js$/ },
  { name: 'parse-server', version: '9.10.0', files: 'lib/**/*.js' },
  { name: '@medusajs/medusa', version: '2.21.2', files: 'dist/**/*.js', without: /__tests__/ },
  { name: '@vendure/core', version: '3.7.3', files: 'dist/**/*.js' },
  { name: 'flowise', version: '3.1.4', files: 'dist/**/*.js', without: /\/migrations\/|\.test\.js$/ },
  { name: 'kuzzle', version: '2.56.0', files: 'dist/**/*.js' },
  { name: '@backstage/plugin-catalog-backend', version: '4.0.0', files: 'dist/**/*.js' },
  { name: '@node-red/runtime', version: '5.0.7', files: 'lib/**/*.js' },
]

const packages: Entry[] = [
  { name: 'hono', version: '4.13.19', files: 'dist/**/*.js', without: /^dist\/cjs\// },
  { name: 'h3', version: '2.0.8', files: 'dist/**/*.mjs' },
  { name: 'srvx', version: '1.0.8', files: 'dist/**/*.mjs' },
  { name: 'fastify', version: '5.12.8', files: '{fastify.js,lib/**/*.js}' },
  { name: 'express', version: '5.3.0', files: 'lib/**/*.js' },
  { name: 'koa', version: '3.3.0', files: 'lib/**/*.js' },
  { name: 'undici', version: '8.12.4', files: 'lib/**/*.js', without: /^lib\/llhttp\// },
]

/** Packages that are published with the TypeScript that they are made from. */
const typescript: Entry[] = [
  { name: '@trpc/server', version: '11.25.2', files: 'src/**/*.ts' },
  { name: '@tanstack/router-core', version: '1.171.39', files: 'src/**/*.ts' },
  { name: 'rxjs', version: '7.8.2', files: 'src/**/*.ts' },
  { name: 'effect', version: '4.1.0', files: 'src/{internal,http,rpc}/**/*.ts' },
  { name: 'zod', version: '4.6.7', files: 'src/v4/{core,classic,mini}/*.ts' },
  { name: 'openai', version: '7.57.0', files: 'src/{lib,helpers,internal}/**/*.ts' },
]

/** What engines are timed with: TypeScript as it is written, and JavaScript as it is published. */
export function loadLanguages(): Record<'TypeScript' | 'JavaScript', Source[]> {
  return { TypeScript: load('package', typescript), JavaScript: load('package', packages) }
}

/** What is measured of growth. */
export function loadCorpus(): Source[] {
  return [...load('package', [...packages, ...typescript]), ...load('application', applications)]
}

const load = (kind: Source['kind'], entries: Entry[]): Source[] =>
  entries.map(({ name, version, files, without }) => {
    const found = read(fetchPackage(name, version), files, without)
    if (found.length === 0) throw new Error(`${name} ${version} has no ${files}`)
    return { title: `${name} ${version}`, kind, files: found }
  })

function read(folder: string, pattern: string, without?: RegExp): Source['files'] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .filter((file) => !without?.test(file))
    .map((file) => ({ name: join(folder, file), code: readFileSync(join(folder, file), 'utf8') }))
}

/**
 * @returns the folder of a published package: fetched from npm once for all clones of the machine
 * @throws Error with what npm says
 */
export function fetchPackage(name: string, version: string): string {
  const folder = join(home, `${name.replace('/', '-')}-${version}`)
  if (existsSync(folder)) return folder
  console.error(`fetching ${name} ${version} from npm (once)`)
  const to = `${folder}.${process.pid}.part`
  mkdirSync(to, { recursive: true })
  try {
    const pack = spawnSync('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--silent'], {
      cwd: to,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    if (pack.status !== 0) throw new Error(`${name}@${version} could not be fetched:\n${pack.stderr}`)
    const archive = globSync('*.tgz', { cwd: to })[0] ?? ''
    const unpack = spawnSync('tar', ['-xzf', archive, '--strip-components=1'], { cwd: to, encoding: 'utf8' })
    if (unpack.status !== 0) throw new Error(`${archive} could not be unpacked:\n${unpack.stderr}`)
    rmSync(join(to, archive))
    // Another process may have been faster.
    if (!existsSync(folder)) renameSync(to, folder)
  } finally {
    rmSync(to, { recursive: true, force: true })
  }
  return folder
}
