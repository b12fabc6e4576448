// Several copies of the package in one process, for one React or for several: each render finds its own request.

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('two copies of the package for one React share its renders; another React keeps apart', async () => {
  const parent = join(root, '.cache/rsc')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'copies-'))
  try {
    const copy = (name: string, to: string) =>
      cpSync(join(root, 'node_modules', name), join(folder, to, 'node_modules', name), { recursive: true })
    for (const [to, from] of [
      ['other', 'dist'],
      ['twin/node_modules/afterword/dist', 'dist'],
      ['twin/node_modules/afterword/package.json', 'package.json'],
    ] as const)
      cpSync(join(root, from), join(folder, to), { recursive: true })
    for (const name of ['react', 'react-dom', 'react-server-dom-webpack']) copy(name, 'twin')
    const parts = ['react', 'react-server-dom-webpack/server.node', 'afterword/rsc', 'afterword/rsc/compiled']
    const main = parts.map((part) => `export * from '${part}'`).join('\n')
    // A package of its own: inside of ours, our name would stand for ourselves.
    writeFileSync(join(folder, 'twin/package.json'), '{ "name": "twin" }')
    writeFileSync(join(folder, 'twin/main.mjs'), `${main}\nexport { cache } from 'afterword/rsc'\n`)

    const program = join(import.meta.dirname, 'programs/copies.mjs')
    const args = [
      '--conditions=react-server',
      program,
      join(folder, 'other/runtime/hosts'),
      join(folder, 'twin'),
    ]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const seen = JSON.parse(stdout) as [name: string, found: string | null, loaded: number][]
    expect(seen).toHaveLength(160)
    // Called once in each request, however often it was asked for.
    for (const [name, found, loaded] of seen) expect([found, loaded]).toEqual([name, 1])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
