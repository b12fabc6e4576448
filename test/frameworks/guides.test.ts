// What a guide shows of a file stands in the app that is tested.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const guides = join(root, 'runtime/hosts')
const apps = join(import.meta.dirname, 'apps')

/** The guides that are called as an app is. */
const named = readdirSync(apps).filter((app) => readdirSync(guides).includes(`${app}.md`))

/** Of a block that begins with the name of a file: that, and the lines behind it. */
const BLOCK = /^```\w+\n(?:\/\/|#|<!--) (\S+\.\w+|\.\w+)(?: -->)?\n([\s\S]*?)^```$/gm

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

test.each(named)('the guide of %s shows what its app has', (app) => {
  const text = readFileSync(join(guides, `${app}.md`), 'utf8')
  const blocks = [...text.matchAll(BLOCK)]
  expect(blocks).not.toEqual([])
  for (const [, file = '', shown = ''] of blocks) {
    const all = lines(readFileSync(join(apps, app, file), 'utf8'))
    let from = 0
    for (const line of lines(shown)) {
      const at = all.indexOf(line, from)
      expect(at, `${file} has no such line, or not in this order: ${line}`).toBeGreaterThanOrEqual(0)
      from = at + 1
    }
  }
})
