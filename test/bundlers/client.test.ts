// What a page loads holds nothing of ours.

import { describe, expect, test } from 'vitest'
import { type Bundler, openProject, type Project } from './harness.ts'

const RUNTIME = /afterword\.register|AFTERWORD_NO_SCOPE/

/** One list of configurations with one list of plugins: the server's, and the page's. */
const BOTH = `import server from './server.config.js'

export default [
  server,
  { ...server, target: 'web', entry: './src/client.ts', output: { path: \`\${import.meta.dirname}/client\` }, experiments: {} },
]
`

function withClient(bundler: 'webpack' | 'rspack'): Project {
  const project = openProject(bundler)
  project.write('server.config.js', project.read(`${bundler}.config.js`))
  project.write(`${bundler}.config.js`, BOTH)
  return project
}

const USE =
  "\nimport { after, headers } from 'afterword'\nexport const late = () => after(() => headers())\nlate()\n"

describe.concurrent.each(['webpack', 'rspack'] as const)(
  '%s, [server, client] with the same plugins',
  (bundler) => {
    test('only the server is compiled', async () => {
      const project = withClient(bundler)
      const { code, stderr } = await project.build()
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(project.readAll('out')).toMatch(RUNTIME)
      expect(project.readAll('client')).not.toMatch(RUNTIME)
      const { stdout } = await project.node(['client/main.js'])
      expect(stdout).toContain('checkout of you')
    })

    test('an after() on the page says where it is', async () => {
      const project = withClient(bundler)
      project.edit('src/client.ts', /$/, USE)
      const { code, stdout, stderr } = await project.build()
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect((stdout + stderr).match(/AFTERWORD_\w+/g)).toEqual(['AFTERWORD_BROWSER_BUILD'])
      expect(project.readAll('client')).not.toMatch(RUNTIME)
      expect((await project.node(['client/main.js'])).stderr).toContain('AFTERWORD_IN_BROWSER')
    })

    test('a worker is a server', async () => {
      const project = withClient(bundler)
      project.edit(`${bundler}.config.js`, "target: 'web'", "target: 'webworker'")
      const { code, stderr } = await project.build()
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(project.readAll('client')).toMatch(/afterword\.register/)
    })
  },
)

/** Where each build has plugins of its own, ours is given to the server's. */
const pages: [Bundler, string, [string | RegExp, string][]][] = [
  ['rollup', 'rollup.config.js', [[/afterword\(\),?/, '']]],
  [
    'rolldown',
    'rolldown.config.js',
    [
      ['afterword()', ''],
      ["platform: 'node'", "platform: 'browser'"],
    ],
  ],
  [
    'esbuild',
    'build.js',
    [
      ['afterword()', ''],
      ["platform: 'node'", "platform: 'browser'"],
    ],
  ],
  [
    'bun',
    'build.js',
    [
      ['afterword()', ''],
      ["target: 'node'", "target: 'browser'"],
    ],
  ],
  [
    'farm',
    'farm.config.js',
    [
      ['afterword()', ''],
      ["targetEnv: 'node'", "targetEnv: 'browser-esnext'"],
    ],
  ],
]

describe.concurrent.each(pages)('%s, the page', (bundler, config, edits) => {
  test('shares a file with the server and holds no runtime', async () => {
    const project = openProject(bundler)
    project.edit(config, 'src/main.ts', 'src/client.ts')
    for (const [from, to] of edits) project.edit(config, from, to)
    const { code, stderr } = await project.build()
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(project.readAll('out')).toContain('checkout')
    expect(project.readAll('out')).not.toMatch(RUNTIME)
  })
})

test.concurrent('esbuild, platform browser: an after() on the page says where it is', async () => {
  const project = openProject('esbuild')
  for (const [from, to] of pages[2]?.[2] ?? []) project.edit('build.js', from, to)
  project.edit('build.js', 'src/main.ts', 'src/client.ts')
  project.edit('src/client.ts', /$/, USE)
  const { code, stderr } = await project.build()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(project.readAll('out')).not.toMatch(RUNTIME)
  expect((await project.node(['out/client.js'])).stderr).toContain('AFTERWORD_IN_BROWSER')
})
