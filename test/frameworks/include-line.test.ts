// Where a package has lost the request, the error names the option that compiles it, in the place where this program's compiler takes options.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const tool = join(import.meta.dirname, '../../runtime/tool.ts')
const option = "{ include: 'node_modules/@acme/db/' }"

interface Program {
  env?: Record<string, string>
  file?: string
  text?: string
  needs?: string
  through?: string
}

test.each<[line: string, program: Program]>([
  [
    `export default withAfterword(nextConfig, ${option}), of afterword/next`,
    { env: { NEXT_RUNTIME: 'nodejs' } },
  ],
  [`plugins: [afterword(${option})], of afterword/vite, in vite.config.ts`, { through: 'vite' }],
  [`plugins: [afterword(${option})], of afterword/vite, in vitest.config.ts`, { env: { VITEST: 'true' } }],
  [
    `plugins: [['afterword/babel', ${option}]] in babel.config.js, or swcPlugin(${option})`,
    { env: { JEST_WORKER_ID: '1' } },
  ],
  [
    `"afterword": { "include": "node_modules/@acme/db/" }, in package.json`,
    { env: { NODE_OPTIONS: '--conditions=afterword/register' } },
  ],
  [
    `plugins: [afterword(${option})], of afterword/webpack, in the configuration of webpack`,
    { file: 'main.js', text: 'var __webpack_modules__ = {}' },
  ],
  [
    `plugins: [afterword(${option})], of afterword/rollup, in the configuration of rollup`,
    { file: 'dist/main.js', needs: 'rollup' },
  ],
  [
    `plugins: [afterword(${option})], of afterword/vite, in the configuration of vite`,
    { file: 'dist/main.js', needs: 'vite' },
  ],
  // A framework that takes the options in a place of its own, built and in development; by the register it has package.json.
  [
    `integrations: [afterword(${option})], of afterword/astro, in astro.config`,
    { file: 'dist/server/entry.mjs', needs: 'astro' },
  ],
  [`integrations: [afterword(${option})], of afterword/astro`, { needs: 'astro', through: 'vite' }],
  [`afterword: ${option}, in nuxt.config`, { file: '.output/server/index.mjs', needs: 'nuxt' }],
  [`afterword: ${option}, in nuxt.config`, { needs: 'nuxt', through: 'vite-node' }],
  [
    `"afterword": { "include": "node_modules/@acme/db/" }, in package.json`,
    { needs: 'astro', env: { NODE_OPTIONS: '--conditions=afterword/register' } },
  ],
  // Compiled by a step that has left no trace: never the register's command, which would compile it twice.
  [`plugins: [['afterword/babel', ${option}]] in babel.config.js, or plugins: [afterword(${option})]`, {}],
])('%s', (line, { env, file = 'app.js', text = '', needs, through }) => {
  const cwd = mkdtempSync(join(tmpdir(), 'include-line-'))
  mkdirSync(dirname(join(cwd, file)), { recursive: true })
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ devDependencies: needs ? { [needs]: '1' } : {} }))
  const stack = JSON.stringify(through ? [{ package: through }] : [])
  // The bundler leaves its marks around the program.
  const code = `${text}
import(${JSON.stringify(tool)}).then(({ compileLine }) => console.log(compileLine(${stack}, '@acme/db')))`
  writeFileSync(join(cwd, file), code)
  const { PATH } = process.env
  const said = execFileSync(process.execPath, [file], { cwd, encoding: 'utf8', env: { PATH, ...env } })
  expect(said).toContain(line)
})
