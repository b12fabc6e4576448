// What afterword adds is nobody's to cover.

import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openProject } from './harness.ts'

interface Counted {
  statementMap: object
  fnMap: object
  branchMap: object
  s: object
  f: object
  b: object
}

describe.concurrent.each([8, 7] as const)('babel-plugin-istanbul with Babel %d', (babel) => {
  const count = async (ORDER: string): Promise<Record<string, Counted>> => {
    using project = openProject(['base', 'app', 'coverage'], { babel })
    await project.compile([], { env: { ORDER } })
    const output = await project.node(['report.mjs'], { env: { CONTROL: '1' } })
    expect(output, output.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(project.read('out/functions.js').includes('afterword/compiled')).toBe(ORDER !== 'without')
    return JSON.parse(output.stdout)
  }

  test('the same statements, functions and branches are counted, as often', async () => {
    const without = await count('without')
    expect(Object.keys(without)).toContain('functions.ts')
    for (const order of ['first', 'last']) {
      const counted = await count(order)
      for (const [file, expected] of Object.entries(without)) {
        const actual = counted[file]
        // The one branch whose outcome is the point: whether there is a scope.
        if (file === 'journal.ts' && actual) actual.b = expected.b
        expect([order, file, actual]).toEqual([order, file, expected])
      }
    }
  })
})

test.concurrent('V8 counts the same functions, as often', async () => {
  const count = async (config: string): Promise<Record<string, string[]>> => {
    using project = openProject(['base', 'app', config])
    await project.compile()
    const folder = join(project.directory, 'coverage')
    const output = await project.node(['out/main.js'], { env: { CONTROL: '1', NODE_V8_COVERAGE: folder } })
    expect(output, output.stderr).toMatchObject({ code: 0, stderr: '' })
    const [report = ''] = readdirSync(folder)
    const { result }: { result: Script[] } = JSON.parse(project.read(join('coverage', report)))
    return Object.fromEntries(
      result
        .filter(({ url }) => url.includes('/out/'))
        .map(({ url, functions }) => [
          basename(url),
          // For an anonymous function V8 makes up a name from what stands near it: `port.port`.
          functions
            .map(({ functionName, ranges }) => `${functionName.replace(/.*\..*/, '')} ${ranges[0]?.count}`)
            .sort(),
        ]),
    )
  }
  const without = await count('plain')
  const counted = await count('esm')
  expect(Object.keys(without)).toContain('functions.js')
  // `await using` gives its helper a function for each disposable; each is called once for each of the four requests.
  using app = openProject(['app'])
  const disposables = app.read('src/loops.ts').match(/^ *await using /gm) ?? []
  expect(disposables.length).toBeGreaterThan(2)
  expect(counted['loops.js']).toEqual([...(without['loops.js'] ?? []), ...disposables.map(() => ' 4')].sort())
  expect({ ...counted, 'loops.js': [] }).toEqual({ ...without, 'loops.js': [] })
})

interface Script {
  url: string
  functions: { functionName: string; ranges: { count: number }[] }[]
}
