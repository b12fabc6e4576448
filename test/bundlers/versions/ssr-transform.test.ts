// Vite's module runner (Vitest, and servers in development) rewrites every name that is imported. Each version has its own idea of what a local
// name is: what we write must mean the same to all of them.
//
// Behind --full: the versions are installed, and every fixture runs in each of them.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync as lower } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { root } from '../../babel/harness.ts'
import { execute, type Load } from '../../fixtures/execute.ts'
import { globals } from '../../fixtures/globals.ts'
import { modules } from '../../fixtures/modules.ts'
import { print } from '../../fixtures/printer.ts'
import { type Fixture, readFixtures, readText } from '../../fixtures/read.ts'
import { isFull, openVersion, vites } from './versions.ts'

type Rewrite = (code: string, map: null, url: string, original: string) => Promise<{ code: string } | null>

const { fixtures } = readFixtures(process.env.FILTER)
const modular = fixtures.filter(({ settings }) => settings.run && settings.sourceType === 'module')

describe.skipIf(!isFull).each(vites)('Vite %s', (version) => {
  test('every fixture runs in its module runner as it was written', async () => {
    const { rewrite } = await runnerOf(version)
    const load = loader(rewrite)
    let compared = 0
    const different: unknown[] = []
    for (const fixture of modular) {
      const input = print(fixture.input, fixture)
      const output = readText(join(fixture.folder, 'output.js')) ?? input
      const written = await execute(input, 'written', fixture, load)
      // What this version cannot read, or breaks by itself.
      if (written.faults.length > 0) continue
      compared++
      const compiled = await execute(output, 'compiled', fixture, load)
      if (compiled.faults.length > 0 || compiled.trace.join('\n') !== written.trace.join('\n'))
        different.push({ name: fixture.name, faults: compiled.faults })
    }
    expect(different).toEqual([])
    console.log(
      `Vite ${version}: ${compared} of ${modular.length} fixtures, the others it cannot run as they were written`,
    )
    expect(compared).toBeGreaterThan(modular.length * 0.9)
  }, 300_000)
})

async function runnerOf(version: string): Promise<{ rewrite: Rewrite }> {
  const { folder, missing } = await openVersion(`vite-${version}`)
  expect(missing).toBeNull()
  const entry = version === 'newest' ? join(root, 'node_modules/vite') : join(folder, 'node_modules/vite')
  const { moduleRunnerTransform } = await import(pathToFileURL(join(entry, 'dist/node/index.js')).href)
  return { rewrite: moduleRunnerTransform }
}

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => unknown

/** A program as the module runner evaluates it. */
const loader =
  (rewrite: Rewrite): Load =>
  async (code, fixture, world) => {
    const plain = toPlain(code, fixture)
    const rewritten = await rewrite(plain, null, `/${fixture.name}.js`, plain)
    const give = modules(world)
    const exports: Record<string, unknown> = {}
    const define = (name: string, get: () => unknown): void => {
      Object.defineProperty(exports, name, { enumerable: true, configurable: true, get })
    }
    const from = async (source: string): Promise<object> => give(source)
    const given: Record<string, unknown> = {
      __vite_ssr_exports__: exports,
      __vite_ssr_import__: from,
      __vite_ssr_dynamic_import__: from,
      __vite_ssr_exportName__: define,
      __vite_ssr_exportAll__: (all: Record<string, unknown>) => {
        for (const name in all) if (name !== 'default') define(name, () => all[name])
      },
      __vite_ssr_import_meta__: { url: `file:///${fixture.name}.js` },
      ...globals(world),
    }
    await new AsyncFunction(...Object.keys(given), `"use strict";${rewritten?.code}`)(...Object.values(given))
    return exports
  }

/** What Vite's own plugin for TypeScript and JSX does before. */
const toPlain = (code: string, { file, settings }: Fixture): string =>
  lower(code, {
    loader: file.endsWith('x') ? 'jsx' : 'js',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    target: settings.lower === 'decorators' ? 'es2022' : 'esnext',
    supported: { using: false, decorators: false },
  }).code
