// What goes wrong is said once, by the bundler's own means, with place and frame; a build that failed says so by its exit code.

import { describe, expect, test } from 'vitest'
import { type Bundler, bundlers, openProject, type Project } from './harness.ts'

const count = (text: string, part: string): number => text.split(part).length - 1

async function buildAll(project: Project): Promise<{ code: number | null; said: string }> {
  const { code, stdout, stderr } = await project.build()
  return { code, said: stdout + stderr }
}

const configs: Record<Bundler, string> = {
  rollup: 'rollup.config.js',
  rolldown: 'rolldown.config.js',
  webpack: 'webpack.config.js',
  rspack: 'rspack.config.js',
  esbuild: 'build.js',
  bun: 'build.js',
  farm: 'farm.config.js',
}

describe.concurrent.each(Object.keys(bundlers) as Bundler[])('%s', (bundler) => {
  test('a syntax error', async () => {
    const project = openProject(bundler)
    project.edit('src/middle.ts', 'const rows = await', 'const rows = = await')
    const { code, said } = await buildAll(project)
    expect(code).not.toBe(0)
    // esbuild prints what it throws, and a script that does not catch it prints it again.
    expect(count(said, 'AFTERWORD_SYNTAX_ERROR')).toBe(bundler === 'esbuild' ? 2 : 1)
    expect(said).toContain('src/middle.ts:7:16: ')
    expect(said).toMatch(/> 7 \| {3}const rows = = await/)
    expect(said).not.toMatch(/at \w*\.?handler|afterword[\\/]dist/)
  })

  test('a warning', async () => {
    const project = openProject(bundler, { 'src/lowered.ts': LOWERED })
    project.edit('src/main.ts', /$/, "\nexport { save } from './lowered.ts'\n")
    const { code, said } = await buildAll(project)
    expect(code).toBe(0)
    expect(count(said, 'AFTERWORD_')).toBe(1)
    expect(said).toContain('AFTERWORD_ALREADY_LOWERED at src/lowered.ts:6:42')
    expect(said).toMatch(/> 6 \| export const save/)
  })

  test('what cannot work in the program, and not what a comment has switched off', async () => {
    const project = openProject(bundler, { 'src/misused.ts': MISUSED })
    project.edit('src/main.ts', /$/, "\nexport { save } from './misused.ts'\n")
    const { code, said } = await buildAll(project)
    expect(code).toBe(0)
    expect(count(said, 'AFTERWORD_')).toBe(1)
    expect(said).toContain('afterword error AFTERWORD_BAD_TASK at src/misused.ts:4:9')
    expect(said).toMatch(/> 4 \| {3}after\('save'/)
  })

  test('a misspelt option', async () => {
    const project = openProject(bundler)
    project.edit(configs[bundler], 'afterword()', 'afterword({ debgu: true })')
    const { code, said } = await buildAll(project)
    expect(code).not.toBe(0)
    expect(said).toContain('There is no option "debgu". (AFTERWORD_BAD_PLUGIN_OPTION)')
    // Farm prints the message and then the stack, which begins with it.
    expect(count(said, 'There is no option')).toBe(bundler === 'farm' ? 2 : 1)
  })
})

/** As a library looks that was lowered long ago. */
const LOWERED = `import { after } from 'afterword'
import { label } from './shared.ts'

declare function _asyncToGenerator<F>(body: () => Generator): F

export const save: () => Promise<void> = _asyncToGenerator(function* () {
  yield label('', '')
  after(() => {})
})
`

const MISUSED = `import { after } from 'afterword'

export const save = (): void => {
  after('save' as never)
  // afterword-disable-next-line bad-task
  after('saved' as never)
}
`
