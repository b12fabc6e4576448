// What of the sources nobody uses, and which packages: `npx knip --config test/package/knip.ts`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KnipConfig } from 'knip'
import { findTargets } from '../exports.ts'

const root = join(import.meta.dirname, '../..')

/** test/build.ts makes them of the sources of the same name. */
const sources = findTargets(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).flatMap(
  ({ file }) => {
    const name = /^\.\/dist\/(.+)\.js$/.exec(file)?.[1]
    return name ? [`${name}.ts!`] : []
  },
)

const config: KnipConfig = {
  entry: [
    ...new Set(sources),
    'transform/diagnostics/generate.ts',
    // Each is run by itself, or loaded by a program that is: what they use is used.
    'test/**/*.{ts,tsx,mts,js,mjs}',
    'fixtures/apps/**/*.{ts,tsx,js}',
  ],
  project: ['{runtime,transform}/**/*.ts'],
  // Programs for other tools: what they import is laid beside them when they run.
  ignore: ['test/babel/projects/**', 'fixtures/!(apps)/**'],
  ignoreDependencies: [
    // Named in configurations of Babel, SWC, Rollup and Jest that tests write, or run as commands.
    '@babel/cli',
    '@babel/plugin-proposal-decorators',
    '@babel/preset-react',
    '@babel/preset-typescript',
    '@rollup/plugin-typescript',
    '@swc/cli',
    'babel-loader',
    'babel-plugin-istanbul',
    'bun',
    'deno',
    'oxlint',
    // Other majors, found by their path.
    'afterword-test-babel-seven',
    'swc-1.15',
    // A file of it, in the configuration of the playground.
    '@oxc-parser/binding-wasm32-wasip1',
    // Of apps on Nest: they are installed for those alone.
    '@nestjs/common',
    '@nestjs/core',
    // Run below as a command.
    '@arethetypeswrong/cli',
  ],
}

export default config
