// Runs the app and prints what was counted, by file.
import { basename } from 'node:path'

const log = console.log
console.log = () => {
  const counted = {}
  for (const { path, statementMap, fnMap, branchMap, s, f, b } of Object.values(globalThis.__coverage__))
    counted[basename(path)] = { statementMap, fnMap, branchMap, s, f, b }
  log(JSON.stringify(counted))
}
await import('./out/main.js')
