// Writes pages while the app is built, and again later: once by name, once more as a revalidation, and one that cannot be written.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { journal, writePage } from './dist/rsc/index.js'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const files = {}
const events = []
// The journal is told when a task runs; whether its page lay there at that moment is what counts.
const push = journal.notes.push.bind(journal.notes)
journal.notes.push = (...notes) => {
  for (const { what, id } of notes) events.push([id, what, existsSync(`${folder}/${id}.html`)])
  return push(...notes)
}
const write = (id) =>
  writePage(`/static/${id}`, async (html) => {
    files[id] = html
    writeFileSync(`${folder}/${id}.html`, html)
    events.push([id, 'written', true])
  })

await write('one')
events.push(['one', 'over', true])
await write('one')
await Promise.all(['two', 'three'].map(write))
const error = await writePage('/static/four', () => Promise.reject(new Error('disk full'))).catch(String)
console.log(JSON.stringify({ events, files, error, ...journal }))
