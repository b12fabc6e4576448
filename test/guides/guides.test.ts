// What is written for people: short enough to be read, with links that lead somewhere and snippets that work.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { transform } from '../../transform/transform.ts'
import { type Block, type Guide, readGuides, root } from './guides.ts'
import { findForeign, snippetsOf, typeCheck } from './snippets.ts'

const guides = readGuides()
const byFile = new Map(guides.map((guide) => [guide.file, guide]))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Their blocks are run as they stand by test/testing. */
const RUN = /^test\/testing\//
/** Its blocks are pictures: a program beside what it becomes. The fixtures hold the compiler to them. */
const PICTURES = /^transform\/(?:README|rules\/.*)\.md$/
/** Nothing to compile in these. */
const PLAIN = ['text', 'sh', 'json', 'jsonc', 'toml', 'yaml', 'html', 'svelte', 'astro', 'vue', 'diff', 'sql']

describe('how long', () => {
  const lengths = guides.map(({ file, text }): [string, number] => [file, text.split('\n').length - 1])
  test.each(lengths)('%s is not too long to be read: %i lines', (file, lines) => {
    expect(lines).toBeLessThanOrEqual(file === 'README.md' ? 150 : 250)
  })
})

describe('links', () => {
  /** Where a link of a guide leads, from the root. */
  const targetOf = (from: string, to: string): [file: string, anchor: string | undefined] => {
    const [path = '', anchor] = to.split('#')
    const file = path === '' ? from : normalize(join(dirname(from), path)).replaceAll('\\', '/')
    return [file, anchor]
  }

  test.each(guides.map(({ file }) => file))('of %s lead somewhere', (file) => {
    const wrong = (byFile.get(file)?.links ?? [])
      .filter(({ to }) => !/^(?:https?|mailto):/.test(to))
      .filter(({ to }) => {
        const [target, anchor] = targetOf(file, to)
        if (!existsSync(join(root, target))) return true
        return anchor !== undefined && !byFile.get(target)?.anchors.has(anchor)
      })
    expect(wrong).toEqual([])
  })

  test('every guide is reached from the README', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const { to } of byFile.get(file)?.links ?? []) visit(targetOf(file, to)[0])
    }
    visit('README.md')
    expect([...byFile.keys()].filter((file) => !seen.has(file))).toEqual([])
  })

  test('what is published links to nothing that is not, but for programs of the tests', () => {
    const patterns = manifest.files as string[]
    const published = (file: string): boolean =>
      file === 'README.md' || patterns.some((pattern) => file.startsWith(pattern) || matches(pattern, file))
    const missing = guides
      .filter(({ file }) => published(file))
      .flatMap(({ file, links }) => links.map(({ to }) => targetOf(file, to)[0]))
      .filter((target) => target.endsWith('.md') && !target.startsWith('.github/') && !published(target))
    expect([...new Set(missing)].filter((file) => byFile.has(file) && file !== 'fixtures/README.md')).toEqual(
      [],
    )
  })
})

/** `runtime/**\/*.md`, as npm reads it. */
function matches(pattern: string, file: string): boolean {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll('**/', '(?:.*/)?')
    .replaceAll(/(?<!\.)\*/g, '[^/]*')
  return new RegExp(`^${source}$`).test(file)
}

describe('snippets', () => {
  const folder = join(root, '.cache/guides')
  const checked = guides
    .filter(({ file }) => !RUN.test(file) && !PICTURES.test(file))
    .flatMap((guide) => snippetsOf(guide, folder))

  test('of TypeScript have no type error', { timeout: 120_000 }, () => {
    const foreign = findForeign(checked)
    if (foreign.length > 0) console.log(`types not asked, for they are not installed: ${foreign.join(', ')}`)
    expect(typeCheck(checked, folder)).toEqual([])
  })

  test('with a type error are found, by the guide and the line', { timeout: 120_000 }, () => {
    const guide = { ...(guides[0] as Guide), file: 'a/guide.md' }
    const code = "import { after } from 'afterword'\n\nafter(() => {}, { nmae: 'mail' })\n"
    const wrong = { ...guide, blocks: [{ language: 'ts', marks: [], code, line: 7 }] }
    const own = `${folder}-wrong`
    expect(typeCheck(snippetsOf(wrong, own), own).join('\n')).toMatch(
      /^a\/guide\.md:10: error TS\d+: [\s\S]*nmae/,
    )
  })

  const blocks = guides.flatMap(({ file, blocks }) => blocks.map((block) => ({ file, block })))
  const places = blocks.map((each): [string, Block] => [`${each.file}:${each.block.line}`, each.block])

  test('are of a language that is known', () => {
    const known = [...PLAIN, 'ts', 'tsx', 'js', 'jsx', 'mjs']
    const others = places.filter(([, { language }]) => !known.includes(language))
    expect(others.map(([place, { language }]) => `${place} ${language}`)).toEqual([])
  })

  const programs = blocks.filter(
    ({ file, block }) =>
      /^(?:tsx?|m?jsx?)$/.test(block.language) && !PICTURES.test(file) && !block.marks.includes('compiled'),
  )
  test.each(programs.map(({ file, block }): [string, Block] => [`${file}:${block.line}`, block]))(
    '%s is compiled without an error',
    (place, { language, code }) => {
      const meant = [...code.matchAll(/afterword-disable-next-line (\w+)/g)].map(([, name]) => name)
      const result = transform(code, `/app/src/snippet.${language}`, { root: '/app' })
      const errors = (result?.diagnostics ?? []).filter(
        ({ level, code: name }) => level !== 'info' && !meant.includes(name),
      )
      expect(errors, place).toEqual([])
    },
  )

  test.each(places.filter(([, { language }]) => /^jsonc?$/.test(language)))('%s is JSON', (_, { code }) => {
    expect(() => JSON.parse(code.replaceAll(/^\s*\/\/.*$/gm, ''))).not.toThrow()
  })

  test('name commands that exist', () => {
    const commands = places.flatMap(([place, { language, code }]) =>
      language === 'sh' ? code.split('\n').map((line) => `${place} ${line}`) : [],
    )
    const wrong = commands.filter((line) => {
      const script = /\bnpm run (?:-s )?([\w:]+)/.exec(line)?.[1]
      const command = /\bnpx afterword (\w+)/.exec(line)?.[1]
      return (script && !manifest.scripts[script]) || (command && !/^(?:check|explain|jobs)$/.test(command))
    })
    expect(wrong).toEqual([])
  })
})

describe('the README', () => {
  const readme = byFile.get('README.md')

  test('shows what its first snippet is compiled to', () => {
    const [written, compiled] = readme?.blocks ?? []
    const [name = ''] = /[\w/]+\.ts/.exec(written?.code ?? '') ?? []
    const code = (written?.code ?? '').replace(/^\/\/.*\n/, '')
    const result = transform(code, join('/app', name), { root: '/app' })?.code ?? ''
    const shown = (compiled?.code ?? '').replace(/^\/\/.*\n/, '')
    expect(compiled?.marks).toEqual(['compiled'])
    expect(result).toContain(shown)
  })

  test('takes its figures from the guide to performance', () => {
    const performance = byFile.get('test/bench/README.md')?.text ?? ''
    const cells = (text: string): string[] => text.match(/^\| .*\d\.\d.*\|$/gm) ?? []
    const figures = cells(readme?.text.split('## What it costs')[1]?.split('\n## ')[0] ?? '')
    expect(figures.length).toBeGreaterThan(2)
    for (const row of figures) expect(performance).toContain(row)
    const contest = cells(readme?.text.split('## What you gain')[1]?.split('\n## ')[0] ?? '')
    for (const row of contest) expect(performance).toContain(row)
  })
})
