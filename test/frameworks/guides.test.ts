// The guides of the frameworks show what is tested: a block that begins with a file's name has lines of that file of the app, in their order.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGuides } from '../guides/guides.ts'
import { apps } from './apps.ts'

/** A file that no app has, for it is of another platform: its shape is asked by platforms.test.ts. */
const ELSEWHERE = ['workers/app.js']

const guides = readGuides()
const folders = [...new Set(apps.map(({ folder }) => folder))]
const shown = folders.flatMap((folder) => {
  const guide = guides.find(({ file }) => file === `runtime/hosts/${folder}.md`)
  return (guide?.blocks ?? []).flatMap(({ code, line }) => {
    const [, file, text = ''] = /^\/\/ (\S+\.\w+)\n(.*)$/s.exec(code) ?? []
    return file && !ELSEWHERE.includes(file) ? [{ place: `${guide?.file}:${line}`, folder, file, text }] : []
  })
})

test('each of the four most used has a guide that shows its app', () => {
  const seen = new Set(shown.map(({ folder }) => folder))
  expect([...seen]).toEqual(expect.arrayContaining(['sveltekit', 'react-router', 'tanstack-start', 'astro']))
})

test.each(shown)('$place is $file of the app', ({ folder, file, text }) => {
  const place = join(import.meta.dirname, 'apps', folder, file)
  expect(existsSync(place), `${folder} has no ${file}`).toBe(true)
  const rest = readFileSync(place, 'utf8').split('\n')
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const at = rest.indexOf(line)
    expect(at, line).toBeGreaterThanOrEqual(0)
    rest.splice(0, at + 1)
  }
})
