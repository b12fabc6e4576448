// Real sources to compile, fetched on demand as their authors published them, in these versions. Without what they depend on.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const home = join(root, '.cache/corpus')

export interface Source {
  title: string
  kind: 'package' | 'application'
  files: { name: string; code: string }[]
}

interface Entry {
  name: string
  version: string
  kind: Source['kind']
  /** Not lowered and not minified: what a bundler would take from the package. */
  files: string
  without?: RegExp
}

const list: Entry[] = [
  { name: 'hono', version: '4.13.19', kind: 'package', files: 'dist/**/*.js', without: /^dist\/cjs\// },
  { name: 'h3', version: '2.0.8', kind: 'package', files: 'dist/**/*.mjs' },
  { name: 'srvx', version: '1.0.8', kind: 'package', files: 'dist/**/*.mjs' },
  { name: 'fastify', version: '5.12.8', kind: 'package', files: '{fastify.js,lib/**/*.js}' },
  { name: 'express', version: '5.3.0', kind: 'package', files: 'lib/**/*.js' },
  { name: 'koa', version: '3.3.0', kind: 'package', files: 'lib/**/*.js' },
  { name: 'undici', version: '8.12.4', kind: 'package', files: 'lib/**/*.js', without: /^lib\/llhttp\// },
  { name: '@directus/api', version: '39.2.1', kind: 'application', files: 'dist/**/*.js' },
  { name: '@node-red/runtime', version: '5.0.7', kind: 'application', files: 'lib/**/*.js' },
]

/** Published with the TypeScript that they are made from. */
const typescript: Entry[] = [
  { name: '@trpc/server', version: '11.25.2', kind: 'package', files: 'src/**/*.ts' },
  { name: '@tanstack/router-core', version: '1.171.39', kind: 'package', files: 'src/**/*.ts' },
  { name: 'rxjs', version: '7.8.2', kind: 'package', files: 'src/**/*.ts' },
  { name: 'effect', version: '4.1.0', kind: 'package', files: 'src/{internal,http,rpc}/**/*.ts' },
  { name: 'zod', version: '4.6.7', kind: 'package', files: 'src/v4/{core,classic,mini}/*.ts' },
  { name: 'openai', version: '7.57.0', kind: 'package', files: 'src/{lib,helpers,internal}/**/*.ts' },
]

/** What engines are timed with: TypeScript as it is written, and JavaScript as it is published. */
export function loadLanguages(): Record<'TypeScript' | 'JavaScript', Source[]> {
  return {
    TypeScript: typescript.map(load),
    JavaScript: list.filter(({ kind }) => kind === 'package').map(load),
  }
}

export function loadCorpus(): Source[] {
  const shop = join(root, 'fixtures/apps/api')
  return [
    ...list.map(load),
    {
      title: 'shop (fixtures/apps)',
      kind: 'application',
      files: read(shop, '**/*.ts', /\.d\.ts$/),
    },
  ]
}

function load({ name, version, kind, files, without }: Entry): Source {
  const folder = join(home, `${name.replace('/', '-')}-${version}`)
  if (!existsSync(folder)) fetchPackage(name, version, folder)
  const found = read(folder, files, without)
  if (found.length === 0) throw new Error(`${name} ${version} has no ${files}`)
  return { title: `${name} ${version}`, kind, files: found }
}

function read(folder: string, pattern: string, without?: RegExp): Source['files'] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .filter((file) => !without?.test(file))
    .map((file) => ({ name: join(folder, file), code: readFileSync(join(folder, file), 'utf8') }))
}

export function fetchPackage(name: string, version: string, folder: string): void {
  console.error(`fetching ${name} ${version} from npm (once)`)
  const to = `${folder}.part`
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
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
  renameSync(to, folder)
}
