// The plugin's options, as a config gives them, and what is said when they are wrong.

import { describe, expect, test } from 'vitest'
import { withoutPlace } from '../paths.ts'
import { type Output, openProject, type Project } from './harness.ts'

const compile = (project: Project, options: string, env: Record<string, string> = {}): Promise<Output> =>
  project.compile([], { env: { OPTIONS: options, ...env } })

const run = async (project: Project): Promise<string[]> => {
  const { stdout, stderr, code } = await project.node(['out/main.js'])
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return stdout.trim().split('\n')
}

describe.concurrent('a bad option stops the build with one message', () => {
  test.each([
    [
      '{ exclud: [] }',
      '"exclud"',
      'include, exclude, sources, entries, host, sites, debug, presets, droppedPromises',
    ],
    ['{ sites: "no" }', '"sites" is "no"', 'true or false'],
    ['{ include: 7 }', '"include" is 7', 'a string, a regular expression or an array of these'],
    [
      '{ exclude: [/a/, null] }',
      '"exclude" is [/a/,null]',
      'a string, a regular expression or an array of these',
    ],
    ['{ sources: "afterword" }', '"sources" is "afterword"', 'an array of module names'],
    ['{ entries: [1] }', '"entries" is [1]', 'an array of function names'],
    ['{ debug: 1 }', '"debug" is 1', 'true or false'],
    ['{ presets: ["nuxt"] }', '"presets" is ["nuxt"]', 'true or false'],
  ])('%s', async (options, ...parts) => {
    for (const babel of [8, 7] as const) {
      using project = openProject(['options'], { babel })
      const output = await project.command('babel', ['src', '--out-dir', 'out', '--extensions', '.ts'], {
        env: { OPTIONS: options },
      })
      expect(output.code).not.toBe(0)
      for (const part of ['AFTERWORD_BAD_PLUGIN_OPTION', 'What to do: ', ...parts])
        expect(output.stderr).toContain(part)
      expect(output.stderr.match(/What to do: /g)).toHaveLength(1)
    }
  })
})

describe.concurrent('options', () => {
  test('sources: a module that hands after() on; sites: the default name of its tasks', async () => {
    using project = openProject(['options'])
    const sources = "sources: ['#after'], entries: ['serve']"
    await compile(project, `{ ${sources} }`)
    expect(await run(project)).toEqual(['GET /one: src/jobs.ts:5'])
    await compile(project, `{ ${sources}, sites: false }`)
    expect(await run(project)).toEqual([expect.not.stringContaining('jobs.ts:5')])
    expect(project.read('out/jobs.js')).not.toContain('jobs.ts')
    await compile(project, "{ entries: ['serve'] }")
    expect(project.read('out/jobs.js')).not.toContain('jobs.ts')
  })

  test('entries: a function that is named takes the scope of the request that it is given', async () => {
    using project = openProject(['options'])
    await compile(project, "{ sources: ['#after'] }")
    expect(await run(project)).toEqual(['AFTERWORD_NO_SCOPE'])
    await compile(project, "{ sources: ['#after'], entries: ['serve'] }")
    expect(await run(project)).toEqual(['GET /one: src/jobs.ts:5'])
  })

  test('include and exclude: a part of the path, or a regular expression', async () => {
    using project = openProject(['options'])
    const compiled = async (options: string): Promise<string[]> => {
      await compile(project, options)
      return ['jobs', 'main'].filter((file) => project.read(`out/${file}.js`).includes('afterword/compiled'))
    }
    expect(await compiled('{}')).toEqual(['jobs', 'main'])
    expect(await compiled("{ include: 'src/' }")).toEqual(['jobs', 'main'])
    expect(await compiled("{ include: 'jobs' }")).toEqual(['jobs'])
    expect(await compiled("{ include: ['nowhere', /main\\.ts$/g] }")).toEqual(['main'])
    expect(await compiled('{ exclude: /main\\.ts/ }')).toEqual(['jobs'])
    expect(await compiled("{ include: /src/g, exclude: ['jobs.ts'] }")).toEqual(['main'])
    expect(await compiled('{ exclude: [/./] }')).toEqual([])
    const excluded = project.read('out/main.js')
    project.write('babel.config.js', project.read('babel.config.js').replace(/plugins: .*/, ''))
    await compile(project, '{}')
    expect(excluded).toBe(project.read('out/main.js'))
  })

  test.each([
    ['debug: true', '{ debug: true }', {}],
    ['NODE_ENV=development', '{}', { NODE_ENV: 'development' }],
  ])(
    '%s: a closure between two open requests is reported once, with its place',
    async (_name, options, env) => {
      using project = openProject(['options', 'mixed'])
      await compile(project, options, env)
      const { stderr, code } = await project.node(['out/main.js'])
      expect(code).toBe(0)
      expect(stderr.match(/AFTERWORD_CLOSURE_BETWEEN_REQUESTS/g)).toHaveLength(1)
      expect(stderr).toMatch(/src\/main\.ts:12\b/)
      expect(stderr).toMatch(/made in GET \/[abc].* called in GET \/[abc]/)
    },
  )

  test('without debug nothing is asked and nothing is said', async () => {
    using project = openProject(['options', 'mixed'])
    await compile(project, '{}')
    expect(project.read('out/main.js')).not.toContain('pick')
    expect(await project.node(['out/main.js'])).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

test.concurrent.each([8, 7] as const)(
  "a syntax error is told by Babel %d's own message, with file and line",
  async (babel) => {
    const file = { 'src/main.ts': "import { after } from 'afterword'\n\nafter(() => {\n  const = 1\n})\n" }
    using project = openProject(['options'], { babel, files: file })
    const args = ['src', '--out-dir', 'out', '--extensions', '.ts']
    const withAfterword = await project.command('babel', args, { env: { OPTIONS: '{}' } })
    expect(withAfterword.code).not.toBe(0)
    expect(withAfterword.stderr).toMatch(/SyntaxError: .*src\/main\.ts: Unexpected token \(4:8\)/)
    expect(withAfterword.stderr).toMatch(/^> 4 \| {3}const = 1$/m)
    expect(withoutPlace(withAfterword.stderr)).not.toMatch(/afterword[:/](?!.*import)/i)
    project.write('babel.config.js', project.read('babel.config.js').replace(/plugins: .*/, ''))
    expect((await project.command('babel', args, { env: { OPTIONS: '{}' } })).stderr).toBe(
      withAfterword.stderr,
    )
  },
)
