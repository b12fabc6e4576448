// fixtures/apps/monorepo as `pnpm install` lays it out: a store below node_modules/.pnpm, and in each package links to what its package.json
// names, and to nothing else. Outside of this repository, so that nobody finds by accident what he does not have.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const fixture = join(root, 'fixtures/apps/monorepo')

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}

interface Places {
  parent?: string | undefined
  modules?: string | undefined
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/**
 * @param tools packages that the app has beside what its package.json names: bundlers
 * @param places `parent`: where it is laid out; `modules`: where the tools are, and what is not there is this repository's
 * @returns its folder
 */
export function layOut(app: string, tools: readonly string[] = [], places: Places = {}): string {
  const { parent = tmpdir(), modules = join(root, 'node_modules') } = places
  const folder = realpathSync(mkdtempSync(join(parent, 'afterword-monorepo-')))
  cpSync(fixture, folder, { recursive: true })
  const store = join(folder, 'node_modules/.pnpm')
  const installed = join(store, 'afterword@0.0.0/node_modules/afterword')
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(installed, part), { recursive: true })
  const { dependencies = {} } = manifestOf(root) as Manifest
  for (const name of Object.keys(dependencies))
    link(join(root, 'node_modules', name), join(store, 'afterword@0.0.0/node_modules', name))

  const packages = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(folder, group)).map((name) => join(folder, group, name)),
  )
  const known = new Map(packages.map((each) => [manifestOf(each).name, each]))
  known.set('afterword', installed)
  for (const each of packages)
    for (const name of Object.keys(manifestOf(each).dependencies ?? {})) {
      const target = known.get(name) ?? join(root, 'node_modules', name)
      link(target, join(each, 'node_modules', name))
    }
  for (const name of tools) {
    const known = [modules, join(root, 'node_modules')].map((each) => join(each, name)).find(existsSync)
    link(known ?? name, join(folder, 'apps', app, 'node_modules', name))
  }
  return folder
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

function link(target: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true })
  symlinkSync(relative(dirname(at), target), at)
}
