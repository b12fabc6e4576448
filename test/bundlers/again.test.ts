// Builds that follow on others: what was kept from the last one is never served for what has changed.

import { describe, expect, test } from 'vitest'
import { expectAnswers } from './answers.ts'
import { openProject, visit } from './harness.ts'

describe.concurrent.each([
  ['webpack', "{ type: 'filesystem' }"],
  ['rspack', "{ type: 'persistent' }"],
] as const)('%s with its cache on disk', (bundler, cache) => {
  test('other options compile anew', async () => {
    const project = openProject(bundler)
    const config = `${bundler}.config.js`
    project.edit(config, "devtool: 'source-map',", `cache: ${cache},`)
    expect((await project.build()).code).toBe(0)
    expect(project.readAll('out')).toContain('src/audit.ts:')
    project.edit(config, 'afterword()', 'afterword({ sites: false })')
    expect((await project.build()).code).toBe(0)
    expect(project.readAll('out')).not.toContain('src/audit.ts:')
  })
})

test.concurrent('farm with its cache on disk: other options compile anew', async () => {
  const project = openProject('farm')
  project.edit('farm.config.js', 'persistentCache: false', 'persistentCache: true')
  expect((await project.build()).code).toBe(0)
  expect(project.readAll('out')).toContain('src/audit.ts:')
  project.edit('farm.config.js', 'afterword()', 'afterword({ sites: false })')
  expect((await project.build()).code).toBe(0)
  expect(project.readAll('out')).not.toContain('src/audit.ts:')
})

const MOVE = `
import { readFileSync, writeFileSync } from 'node:fs'

/** Every line of a file goes down by one. */
const move = () => writeFileSync('src/audit.ts', \`// One more line.\\n\${readFileSync('src/audit.ts', 'utf8')}\`)
`

describe.concurrent('a second build of the same process', () => {
  test('esbuild, context.rebuild()', async () => {
    const project = openProject('esbuild')
    project.edit('build.js', "import { build } from 'esbuild'", `import { context } from 'esbuild'${MOVE}`)
    project.edit('build.js', 'await build(', 'const kept = await context(')
    project.edit(
      'build.js',
      /$/,
      'await kept.rebuild()\nmove()\nawait kept.rebuild()\nawait kept.dispose()\n',
    )
    const { code, stderr } = await project.build()
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expectAnswers(project, await visit(project, ['out/main.js']))
  })

  test('webpack, watch', async () => {
    const project = openProject('webpack')
    project.write(
      'build.js',
      `import webpack from 'webpack'
import config from './webpack.config.js'
${MOVE}
const compiler = webpack(config)
let builds = 0
const watching = compiler.watch({ aggregateTimeout: 20 }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
  if (++builds === 1) setTimeout(move, 100)
  else watching.close(() => {})
})
`,
    )
    const { code, stderr } = await project.build()
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expectAnswers(project, await visit(project, ['out/main.js']))
  })
})
