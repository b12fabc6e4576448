/**
 * What of a framework awaits between the request and the user's function. It must pass the scope on, and is compiled like the project's own
 * files, without `include`: the project's package.json, or a plugin of Vite's, says which framework it is.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { Options } from './options.ts'
import { findUp } from './settings.ts'

interface Preset {
  /** The package that a project depends on. */
  name: string
  /** How its plugin of Vite is called, for a project whose package.json lies elsewhere. */
  plugin?: RegExp
  /** Packages to compile, of which one that ends in a slash is all of a scope. */
  compiles: readonly string[]
}

/** A test for each framework fails where a new version needs another package: `test/frameworks`. */
const PRESETS: readonly Preset[] = [
  { name: '@sveltejs/kit', plugin: /^vite-plugin-sveltekit/, compiles: ['@sveltejs/kit', 'svelte'] },
  { name: 'astro', plugin: /^astro:build$/, compiles: ['astro'] },
  ...['react', 'solid', 'vue'].map((library) => ({
    name: `@tanstack/${library}-start`,
    plugin: new RegExp(`^tanstack-${library}-start`),
    compiles: [
      `@tanstack/${library}-start`,
      `@tanstack/${library}-start-server`,
      `@tanstack/${library}-start-client`,
      `@tanstack/${library}-router`,
      '@tanstack/start-server-core',
      '@tanstack/start-client-core',
      '@tanstack/start-storage-context',
      '@tanstack/router-core',
    ],
  })),
  {
    name: '@solidjs/start',
    plugin: /^solid-start:/,
    compiles: ['@solidjs/start', 'h3', 'solid-js', '@solidjs/router'],
  },
  {
    name: 'nuxt',
    plugin: /^nuxt:/,
    compiles: [
      'nuxt',
      '@nuxt/nitro-server',
      'nitropack',
      'h3',
      'ofetch',
      'node-mock-http',
      'vue',
      '@vue/server-renderer',
      '@vue/runtime-core',
      'vue-bundle-renderer',
      'vue-router',
      'hookable',
      'unhead',
    ],
  },
  { name: 'waku', plugin: /^waku:/, compiles: ['waku'] },
  { name: '@trpc/server', compiles: ['@trpc/server'] },
  {
    name: 'graphql-yoga',
    compiles: ['graphql-yoga', '@whatwg-node/promise-helpers', '@graphql-tools/executor'],
  },
  { name: 'elysia', compiles: ['elysia'] },
  {
    name: '@adonisjs/core',
    compiles: ['@adonisjs/http-server', '@adonisjs/fold', '@adonisjs/bodyparser', '@poppinss/middleware'],
  },
]

/** Every package that a preset may name, for filters that are made before a project is known. */
const NAMES = [...new Set(PRESETS.flatMap(({ compiles }) => compiles))]

/** Files of packages that no preset names. */
export const OTHER_PACKAGES: RegExp = new RegExp(
  `[\\\\/]node_modules[\\\\/](?!(?:.*[\\\\/]node_modules[\\\\/])?(?:${NAMES.map((name) => name.replace('/', '[\\\\/]')).join('|')})[\\\\/])`,
)

const patternOf = (name: string): string => `node_modules/${name}/`

/**
 * @param root of the build: the nearest package.json from there upwards tells what the project depends on
 * @param plugins the names of those that Vite has been given
 * @returns the packages to compile beside those that the options name; none with `presets: false`
 */
export function findPresets(
  options: Options | undefined,
  root: string,
  plugins: readonly string[] = [],
): readonly string[] {
  if (options?.presets === false) return []
  const dependencies = dependenciesOf(root)
  const chosen = PRESETS.filter(
    ({ name, plugin }) => dependencies.has(name) || plugins.some((each) => plugin?.test(each)),
  )
  const given = [options?.include ?? []].flat()
  const names = new Set(chosen.flatMap(({ compiles }) => compiles))
  return [...names].filter((name) => !given.includes(patternOf(name)))
}

/** By the options that hold them: the patterns that nobody has written. */
const added = new WeakMap<object, readonly string[]>()

/** The same options, with these packages in `include`. */
export function withPresets<Given extends Options>(options: Given, packages: readonly string[]): Given {
  if (packages.length === 0) return options
  const patterns = packages.map(patternOf)
  const extended = { ...options, include: [...[options.include ?? []].flat(), ...patterns] }
  added.set(extended, patterns)
  return extended
}

/** Whether a preset alone has chosen a file: what is to be said of it is none of the user's business. */
export const isByPreset = (options: object, file: string): boolean =>
  (added.get(options) ?? []).some((pattern) => file.replaceAll('\\', '/').includes(pattern))

const told = new Set<string>()

/** Says it once in a process: some frameworks read Vite's configuration again in workers. */
export function tellPresets(packages: readonly string[], say: (line: string) => void): void {
  if (packages.length === 0 || !isMainThread) return
  const line = `afterword: compiles ${listOf(packages)} as well`
  if (told.has(line)) return
  told.add(line)
  say(line)
}

const listOf = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : `${names[0]}`

function dependenciesOf(root: string): ReadonlySet<string> {
  const folder = findUp(path.resolve(root), 'package.json')
  if (folder === null) return new Set()
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
  } catch {
    // Whoever reads it for more than this says so better.
    return new Set()
  }
}
