// What compiled code imports is there, under every condition under which a tool may resolve it: server and client share modules.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { HELPERS, type Helper } from '../../transform/apply/names.ts'
import { transform } from '../../transform/transform.ts'
import { findTargets } from '../exports.ts'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Helpers that code is given for these hosts alone. */
const only: Partial<Record<Helper, readonly string[]>> = {
  entry: ['rsc', 'next'],
  cache: ['rsc'],
  own: ['next'],
}

const program = `import { after } from 'next/server'
import { headers } from 'next/headers'
import * as React from 'react'
export const load = React.cache(async (id: string) => { await id; after(() => load(id)); return headers() })
export default function Page() { after(() => 1); return <p /> }
`

for (const host of [null, 'rsc', 'next'] as const) {
  const specifier = host ? `./${host}/compiled` : './compiled'
  const targets = findTargets({ ...manifest, bin: {} }).filter(({ name }) => name === specifier)
  const emitted = (Object.keys(HELPERS) as Helper[]).filter(
    (name) => !only[name] || (host && only[name].includes(host)),
  )

  describe(`afterword${specifier.slice(1)}`, () => {
    test('the list of what is emitted for it is right', () => {
      const { code = '' } = transform(program, '/app/page.tsx', host ? { host } : {}) ?? {}
      const [, list = ''] = /import \{(.*?)\} from ["']afterword\/(?:\w+\/)?compiled["']/.exec(code) ?? []
      const names = [...list.matchAll(/(\w+) as/g)].map(([, name]) => name as Helper)
      expect(names).toContain('call')
      for (const name of Object.keys(only) as Helper[])
        expect(names.includes(name), name).toBe(emitted.includes(name))
    })

    test('it is listed', () => expect(targets.length).toBeGreaterThan(0))

    for (const { conditions, file } of targets)
      test(`${conditions.join(' and ') || 'everywhere'}: ${file} has every helper`, () => {
        const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'))
        const names = module.staticExports.flatMap(({ entries }) =>
          entries.map(({ exportName }) => exportName.name),
        )
        expect(names).toEqual(expect.arrayContaining(emitted))
      })
  })
}
