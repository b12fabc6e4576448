// The analysis reads two dialects of trees and finds one plan in both, equal to the last offset.

import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { compile } from '../../transform/compile.ts'
import { resolveOptions } from '../../transform/options.ts'
import { languageOf } from '../../transform/parse.ts'
import { engines, transformOptions } from '../fixtures/engines.ts'
import { readFixtures } from '../fixtures/read.ts'

const { fixtures } = readFixtures(process.env.FILTER)
const babel = engines.filter(({ name }) => name.startsWith('babel'))
const text = engines.find(({ name }) => name === 'text')
vi.spyOn(console, 'warn').mockImplementation(() => {})

test.each(fixtures.filter((each) => text?.reads(each)).map((each) => [each.name, each] as const))(
  '%s',
  (_name, fixture) => {
    const { root: _, sourceType = 'unambiguous', ...options } = transformOptions(fixture)
    const language = languageOf(fixture.file)
    for (const engine of babel) {
      let plan: unknown
      try {
        plan = engine.compile(fixture).metadata?.plan
      } catch {
        // Options that are refused.
      }
      if (!plan || !language) continue
      const source = { code: fixture.input, name: fixture.file, language, sourceType }
      const found = compile(source, resolveOptions(options)).plan
      expect(JSON.parse(JSON.stringify(found)), path.basename(engine.name)).toEqual(
        JSON.parse(JSON.stringify(plan)),
      )
    }
  },
)
