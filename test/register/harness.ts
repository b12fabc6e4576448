// Small projects, run by Node as their authors would: `node --import afterword/register FILE`.
//
// Each has a folder of its own below .cache/, with a copy of the package in its node_modules: what is run here stays the same while somebody
// builds dist/ anew.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { type Output, type RunOptions, root, run } from '../babel/harness.ts'

export type { Output } from '../babel/harness.ts'

export const register = ['--import', 'afterword/register']

export interface Project {
  directory: string
  /** Under the register; fails the test unless it ends well and leaves stderr empty. */
  run(args: readonly string[], options?: RunOptions): Promise<string>
  /** Under the register, however it ends. */
  try(args: readonly string[], options?: RunOptions): Promise<Output>
  /** Without it. */
  plain(args: readonly string[], options?: RunOptions): Promise<Output>
  path(file: string): string
  read(file: string): string
  write(file: string, text: string): void
  /** The files of its cache. */
  cached(): string[]
}

const workspace = (() => {
  const parent = join(root, '.cache/register')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'run-'))
})()

afterAll(() => rmSync(workspace, { recursive: true, force: true }))

/**
 * @param files by their paths; folders of this one that are laid in it come first
 * @param manifest of its package.json
 */
export function openProject(
  files: Record<string, string>,
  manifest: Record<string, unknown> = { type: 'module' },
  folders: readonly string[] = [],
): Project {
  const directory = mkdtempSync(join(workspace, 'project-'))
  install(join(directory, 'node_modules/afterword'))
  for (const folder of folders) cpSync(join(import.meta.dirname, folder), directory, { recursive: true })
  const path = (file: string): string => join(directory, file)
  const project: Project = {
    directory,
    path,
    async run(args, options) {
      const output = await project.try(args, options)
      expect(output, output.stderr).toMatchObject({ code: 0, stderr: '' })
      return output.stdout
    },
    try: (args, options) => run(directory, [...register, ...args], options),
    plain: (args, options) => run(directory, args, options),
    read: (file) => readFileSync(path(file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(path(file)), { recursive: true })
      writeFileSync(path(file), text)
    },
    cached() {
      const cache = path('node_modules/.cache/afterword')
      if (!existsSync(cache)) return []
      return readdirSync(cache)
        .filter((name) => name !== '.pruned')
        .map((name) => join(cache, name))
    },
  }
  project.write('package.json', JSON.stringify(manifest))
  for (const [file, text] of Object.entries(files)) project.write(file, text)
  return project
}

/** As npm would have put it there; its dependencies are found further up. */
function install(folder: string): void {
  if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/; run `npm run build` first')
  mkdirSync(folder, { recursive: true })
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
}

/** A function that runs for a request, and one that tells whether its file was compiled: only then a resumed function knows its scope. */
export const probe = (importing: string): string => `${importing}
async function compiled() {
  const scope = openScope()
  const seen = await scope.run(async () => { await null; return currentScope() })
  scope.close()
  return seen === scope
}
`

export const imported = "import { currentScope, openScope } from 'afterword'"
export const required = "const { currentScope, openScope } = require('afterword')"
