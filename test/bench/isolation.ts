// `node test/bench/isolation.ts`: README.md's table of who gets whose request. Nothing is timed here.

import { four, many, type Result, toolNames } from '../isolation/contest.ts'

const rows: { few: Result; all: Result }[] = []
// One after the other: als-browser patches timers and promises of the whole process, so it comes last.
for (const tool of [...toolNames].sort((a, b) => Number(a === 'als-browser') - Number(b === 'als-browser')))
  rows.push({ few: await four(tool), all: await many(tool) })
rows.sort((a, b) => toolNames.indexOf(a.few.tool) - toolNames.indexOf(b.few.tool))

const gets = (got: Record<string, string | null>): string =>
  ['A', 'B', 'C', 'D'].map((id) => got[id] ?? 'none').join(' ')

const total = rows[0]?.all.seen.length
console.log(`Four requests at once (A B C D), and 400, through one \`await\` in a library that nobody transforms, which then calls back.

| | a callback by name gets | one written in place gets | of ${total} questions: its own | another's | none |
|---|---|---|---|---|---|`)
for (const { few, all } of rows)
  console.log(
    `| ${few.title} | ${gets(few.byName)} | ${gets(few.inPlace)} | ${all.own} | ${all.wrong} | ${all.none} |`,
  )
