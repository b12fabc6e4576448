// Every rule in the RuleTester of ESLint 9 and 10, on the programs of the checks; TypeScript alone is left to the parsers of test/diagnostics.
import { RuleTester as Ten } from 'eslint'
import { RuleTester as Nine } from 'eslint-nine'
import { describe, expect, test } from 'vitest'
import afterword from '../../transform/eslint.ts'
import { type Case, checks } from '../diagnostics/cases.ts'
import { marked, programOf } from '../diagnostics/find.ts'

const isJavaScript = ({ code }: Case): boolean => !/import type|as any/.test(code)

for (const [name, RuleTester] of Object.entries({ 'ESLint 9': Nine as typeof Ten, 'ESLint 10': Ten })) {
  Object.assign(RuleTester, { describe, it: test, itOnly: test.only })
  const tester = new RuleTester({
    languageOptions: { ecmaVersion: 'latest', parserOptions: { ecmaFeatures: { jsx: true } } },
  })
  describe(name, () => {
    for (const [slug, { reported, right }] of Object.entries(checks)) {
      const [rule = slug] = slug.split('.')
      const caseOf = (given: string | Case) => {
        const { code, file, host } = programOf(given)
        return {
          code: marked(code).code,
          filename: file,
          languageOptions: {
            sourceType: file.endsWith('.cjs') ? ('commonjs' as const) : ('module' as const),
          },
          settings: host ? { afterword: { host } } : {},
        }
      }
      tester.run(rule, afterword.rules[rule] as never, {
        valid: right.map(programOf).filter(isJavaScript).map(caseOf),
        invalid: reported
          .map(programOf)
          .filter(isJavaScript)
          .map((each) => {
            const { code, places } = marked(each.code)
            const errors = places.map(([start, end]) => {
              const from = positionOf(code, start)
              const to = positionOf(code, end)
              return {
                messageId: slug,
                line: from.line,
                column: from.column,
                endLine: to.line,
                endColumn: to.column,
              }
            })
            return { ...caseOf(each), errors, output: each.fixed ?? null }
          }),
      })
    }
  })
}

function positionOf(code: string, offset: number): { line: number; column: number } {
  const lines = code.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 }
}

test('each check has its rule', () => {
  const names = new Set(Object.keys(checks).map((slug) => slug.split('.')[0] as string))
  expect(Object.keys(afterword.rules).sort()).toEqual([...names, 'left-alone'].sort())
})

test('the presets say how severe each is', () => {
  const { recommended, all } = afterword.configs
  expect(recommended.rules).toMatchObject({
    'afterword/bad-task': 'error',
    'afterword/in-browser': 'error',
    'afterword/lost-reference': 'warn',
    'afterword/body-in-task': 'warn',
  })
  expect(recommended.rules).not.toHaveProperty(['afterword/dropped-promise'])
  expect(Object.keys(all.rules ?? {})).toHaveLength(Object.keys(afterword.rules).length)
})
