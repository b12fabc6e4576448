// What the repository and the package promise before a single line of theirs runs.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, test } from 'vitest'
import { findTargets, type Target } from './exports.ts'
import { hosts } from './swc/hosts.ts'

const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe('the machine', () => {
  test('tests run on the Node that devDependencies name, whatever Node the machine has', () => {
    expect(process.version).toBe(`v${manifest.devDependencies.node}`)
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24)
  })

  test('npm install writes a lockfile without the address of a registry', () => {
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('omit-lockfile-registry-resolved=true')
    const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(lockfile).not.toMatch(/"resolved": "https?:/)
  })
})

describe('the tree', () => {
  const files = findOwnFiles()

  test('the top level holds six names, and configuration', () => {
    const six = ['README.md', 'fixtures', 'package.json', 'runtime', 'test', 'transform']
    const configuration = [
      'CHANGELOG.md',
      'LICENSE',
      'biome.json',
      'package-lock.json',
      'tsconfig.build.json',
      'tsconfig.json',
      'vitest.config.ts',
    ]
    const top = new Set(files.map((file) => file.split('/')[0] ?? '').filter((name) => !name.startsWith('.')))
    expect([...top].filter((name) => !six.includes(name) && !configuration.includes(name))).toEqual([])
  })

  test('no file mentions a path of the machine it was written on, or one outside the repository', () => {
    // Put together from pieces: this file is one of those it reads.
    const homes = ['work', 'home', 'root', 'Users'].join('|')
    const machine = new RegExp(`(?<![\\w.)*~-])/(?:${homes})/(?!\\*)`)
    const outside = `${'..'}/shared`
    const found = files
      .filter((file) => /\.(?:[cm]?[jt]sx?|json|md|toml|rs|ya?ml|html)$|^\.|run$/.test(file))
      .filter((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return machine.test(text) || text.includes(outside)
      })
    expect(found).toEqual([])
  })

  test('no scope travels by AsyncLocalStorage: neither runtime nor transform imports it', () => {
    const found = files
      .filter((file) => /^(?:runtime|transform)\/.*\.[cm]?[jt]sx?$/.test(file))
      .filter((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return /['"](?:node:)?async_hooks['"]|new\s+AsyncLocalStorage|AsyncContext\.Variable/.test(text)
      })
    expect(found).toEqual([])
  })
})

describe('the package', () => {
  const targets = findTargets(manifest)
  // One that several conditions lead to is looked at once.
  const scripts = [
    ...new Map(
      targets
        .filter(({ file }) => file.endsWith('.js'))
        .map(({ name, file }): [string, [string, string]] => [`${name} ${file}`, [name, file]]),
    ).values(),
  ]

  test('it is ESM under the MIT licence, for Node 20 and newer, and free of side effects', () => {
    expect(manifest).toMatchObject({ name: 'afterword', type: 'module', license: 'MIT' })
    // One says that it has some, and why.
    expect(manifest.sideEffects).toEqual(['./dist/runtime/hosts/next/compiled.js'])
    expect(manifest.engines.node).toMatch(/^>=20\./)
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/)
  })

  test.each(scripts)('%s is built, with its types beside it', (_name, target) => {
    expect(existsSync(join(root, target))).toBe(true)
    expect(existsSync(join(root, target.replace(/\.js$/, '.d.ts')))).toBe(true)
  })

  test.each(Object.keys(manifest.exports))('%s can be imported by its public name', (subpath) => {
    const url = import.meta.resolve(`afterword${subpath.slice(1)}`)
    const own = targets.filter(({ name, conditions }) => name === subpath && !conditions.includes('types'))
    const named = (condition: string) => own.find(({ conditions }) => conditions.at(-1) === condition)
    const { file } = named('node') ?? named('default') ?? (own[0] as Target)
    expect(url).toBe(new URL(file, `file://${root}/`).href)
  })

  test.each(scripts.filter(([, target]) => target.startsWith('./dist/runtime/')))(
    '%s and all that it loads import nothing but files of the package, or of the framework that it is for',
    (name, target) => {
      const framework = {
        rsc: /^react$/,
        next: /^(?:react$|next\/)/,
        nest: /^@nestjs\/(?:common|core)(?:$|\/)/,
        otel: /^@opentelemetry\/api$/,
        // What is stored is devalue's text; engines are packages.
        durable: /^(?:devalue|pg-boss|bullmq|@electric-sql\/pglite)$|^node:/,
      }[name.split('/')[1] ?? '']
      const foreign: string[] = []
      const seen = new Set<string>()
      const visit = (file: string): void => {
        if (seen.has(file)) return
        seen.add(file)
        for (const specifier of findImports(readFileSync(file, 'utf8'))) {
          if (specifier.startsWith('.')) visit(resolve(dirname(file), specifier))
          else if (!framework?.test(specifier)) foreign.push(`${relative(root, file)} imports ${specifier}`)
        }
      }
      visit(join(root, target))
      expect(foreign).toEqual([])
    },
  )

  test('the runtime entries share one module for the register', () => {
    // A second copy of the code would still find the same register, but it would be paid for twice.
    const holders = globSync('dist/**/*.js', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes("'afterword.register.v1'".replaceAll("'", '"')),
    )
    expect(holders).toHaveLength(1)
  })

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true })
    const texts = messages.map((message) => formatMessage(message, manifest, { color: false }) ?? '')
    // Without Rust there are no plugins for SWC; `npm test` says so.
    const isMissing = (text: string): boolean =>
      hosts.some(({ file, isBuilt }) => !isBuilt && text.includes(basename(file)))
    expect(texts.filter((text) => !isMissing(text))).toEqual([])
  })
})

/** What git tracks or would track: the rest (dist, caches, packages) is not ours to judge. */
function findOwnFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const git = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  expect(git.stderr).toBe('')
  return git.stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
}

function findImports(code: string): string[] {
  const pattern =
    /(?:^|[;\n])\s*(?:import|export)\b[^'"`;()]*?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '')
}
