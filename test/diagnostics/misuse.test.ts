// What each check reports, at which characters, in every dialect of tree, and what it leaves alone.
import { describe, expect, test, vi } from 'vitest'
import { messages } from '../../transform/diagnostics/messages.generated.ts'
import { behind, type Case, checks, comments } from './cases.ts'
import { type Found, findIn, marked, programOf, trees } from './find.ts'

vi.spyOn(console, 'warn').mockImplementation(() => {})

/** Of this check alone: some programs show two. */
const ofCheck = (slug: string, found: Found[]): Found[] => found.filter((each) => each.slug === slug)

const named = (given: string | Case) =>
  [programOf(given).code.replaceAll('\n', ' ⏎ '), programOf(given)] as const

for (const [slug, { reported, right }] of Object.entries(checks))
  describe(slug, () => {
    test.each(reported.map(named))('reports %s', (_code, program) => {
      const { code, places } = marked(program.code)
      for (const [name, tree] of Object.entries(trees)) {
        const found = ofCheck(slug, findIn({ ...program, code }, tree))
        expect(
          found.map(({ at }) => at),
          name,
        ).toEqual(places)
        if (program.fixed === undefined) {
          expect(found.map(({ fix }) => fix).filter(Boolean), name).toEqual([])
          continue
        }
        let fixed = code
        for (const { at, fix } of [...found].reverse())
          fixed = fixed.slice(0, at[0]) + fix + fixed.slice(at[1])
        expect(fixed, name).toBe(program.fixed)
        expect(
          ofCheck(slug, findIn({ ...program, code: fixed }, tree)),
          `${name}, once it is mended`,
        ).toEqual([])
      }
    })

    test.each(right.map(named))('is silent about %s', (_code, program) => {
      for (const tree of Object.values(trees)) expect(ofCheck(slug, findIn(program, tree))).toEqual([])
    })

    test('fills in all that its message names', () => {
      const { message, why, todo } = messages[slug as keyof typeof messages]
      const wanted = `${message} ${why} ${todo}`.match(/\{\w+\}/g)?.map((each) => each.slice(1, -1)) ?? []
      for (const each of reported) {
        const program = programOf(each)
        const found = ofCheck(slug, findIn({ ...program, code: marked(program.code).code }, trees.oxc))
        for (const { values } of found) expect(Object.keys(values)).toEqual(expect.arrayContaining(wanted))
      }
    })
  })

describe('a line is switched off', () => {
  const find = (code: string) => findIn({ code, file: 'src/a.tsx' }, trees.oxc).map(({ slug }) => slug)

  test.each(comments.off)('by %j', (comment) => {
    expect(find(behind(comment))).toEqual([])
  })

  test.each(comments.on)('not by %j', (comment) => {
    expect(find(behind(comment))).toEqual(['bad-task.value'])
  })

  test('in a file of the client, and for what was known before', () => {
    const client = `'use client'\nimport { after } from 'afterword'\n// afterword-disable-next-line\nexport const go = () => after(() => 1)`
    expect(find(client)).toEqual([])
    const lowered = `// afterword-disable-next-line already-lowered\nexport const load = __awaiter(function* () {})`
    expect(find(lowered)).toEqual([])
    expect(find(lowered.replace('already', 'never'))).toEqual(['already-lowered'])
  })
})
