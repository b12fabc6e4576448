// Where in SWC's own order of passes the plugin runs: by default behind the types, the decorators and `using`, and always before what lowers
// the program for its target and makes it small. Every fixture does what it does without the plugin, each call under its own request.
import path from 'node:path'
import type { Options } from '@swc/core'
import { describe, expect, test } from 'vitest'
import { execute, type Run } from '../fixtures/execute.ts'
import { print } from '../fixtures/printer.ts'
import { type Fixture, ROOT, readFixtures } from '../fixtures/read.ts'
import { type Host, hosts } from './hosts.ts'

/** SWC drops the parentheses of `(await tag)`text`` in one, and its minifier `this` in the other: both reject where nobody listens. */
const misprinted = ['prune/instanceof-and-new-are-calls', 'functions/names-lengths-and-arguments-stay']

const names = { keep_fnames: true, keep_classnames: true }
const builds: Record<string, Options> = {
  'behind the types': { jsc: { target: 'esnext' } },
  'lowered to ES2015': { jsc: { target: 'es2015' } },
  'for CommonJS, minified': {
    module: { type: 'commonjs' },
    minify: true,
    jsc: {
      target: 'es2022',
      minify: {
        compress: { toplevel: true, passes: 2, ...names },
        mangle: { toplevel: true, ...names },
      },
    },
  },
}

const { fixtures } = readFixtures(process.env.FILTER)
// JSX is read by its own fixtures; here it would be lowered by one tool or the other.
const run = fixtures.filter(
  ({ name, settings, file }) =>
    settings.run && !file.endsWith('x') && !name.startsWith('error/') && !misprinted.includes(name),
)

function build(host: Host, options: Options, fixture: Fixture, plugins: [string, object][]): string | null {
  const typed = fixture.file.endsWith('ts')
  try {
    return host.transform(fixture.input, {
      ...options,
      filename: path.join(ROOT, fixture.file),
      isModule: fixture.settings.sourceType === 'module',
      ...(fixture.settings.sourceType === 'script' ? { module: { type: 'es6' } } : {}),
      jsc: {
        ...options.jsc,
        parser: typed
          ? { syntax: 'typescript', decorators: true }
          : { syntax: 'ecmascript', decorators: true, explicitResourceManagement: true },
        transform: { verbatimModuleSyntax: true, decoratorVersion: '2023-11' as never },
        experimental: { plugins: plugins as [string, Record<string, unknown>][] },
      },
    }).code
  } catch {
    return null
  }
}

/** The fixture that no tool has touched. */
const written = new Map<string, Promise<Run>>()
function runWritten(fixture: Fixture): Promise<Run> {
  const known = written.get(fixture.name) ?? execute(print(fixture.input, fixture), 'written', fixture)
  written.set(fixture.name, known)
  return known
}

const same = (one: Run, other: Run): boolean =>
  one.faults.length + other.faults.length === 0 && one.trace.join('\n') === other.trace.join('\n')

// What SWC does behind the plugin is its own matter in both versions; one is enough.
const buildsOf = ({ engine }: Host) => Object.entries(builds).slice(0, engine === 'swc' ? undefined : 1)

for (const host of hosts)
  describe.runIf(host.isBuilt)(host.name, () => {
    test.each(buildsOf(host))('%s', { timeout: 120_000 }, async (_name, options) => {
      const wrong: string[] = []
      let right = 0
      for (const fixture of run) {
        const stripped = { ...fixture, file: fixture.file.replace(/\.ts$/, '.js') }
        const alone = build(host, options, fixture, [])
        if (alone === null) continue
        const before = await execute(alone, 'written', stripped)
        // A program that SWC changes by itself proves nothing.
        if (!same(before, await runWritten(fixture))) continue
        const settings = { debug: false, ...fixture.settings.plugin }
        const compiled = build(host, options, fixture, [[host.file, settings]])
        if (compiled === null) wrong.push(`${fixture.name}: not compiled`)
        else if (same(before, await execute(compiled, 'compiled', stripped))) right++
        else wrong.push(fixture.name)
      }
      expect(wrong).toEqual([])
      if (!process.env.FILTER) expect(right).toBeGreaterThan(run.length * 0.85)
    })
  })
