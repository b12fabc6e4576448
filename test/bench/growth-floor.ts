// `npm run build && node test/bench/growth-floor.ts`: how small the packages could be that grow by more than is wanted.
//
// What is emitted is made less by hand, until it is wrong: closures that start and never give the register back would hand their request to whoever
// runs next, and closures that do not start lose it. A form that is right is longer than the first, whatever its letters.
import { loadCompiler } from './build.ts'
import { loadCorpus } from './corpus.ts'
import { type Engine, measureGrowth } from './growth.ts'
import { load } from './scatter.ts'
import { align, percent } from './tables.ts'

const START = /const _c\d* = ([^;{}]*?)(?:, (_s\d* = _r\.scope))?;try ?\{/g
const END = /\}finally\{_[a-z0-9]+\(_c\d*\);?\}/g

const less: Record<string, (call: string) => string> = {
  'closures give nothing back': (call) => `${call};`,
  'closures do not start': () => '',
}

const { engine } = await loadCompiler('compiled')
const table = [['a bundle, min+gz', 'starts', 'compiled', ...Object.keys(less)]]
for (const source of loadCorpus()) {
  if (!/^(?:hono|@trpc|rxjs)/.test(source.title)) continue
  const row = [source.title]
  for (const change of [null, ...Object.values(less)]) {
    const changed: Engine['compile'] = (...args) => {
      const compiled = engine.compile(...args)
      if (!change || !compiled.text) return compiled
      const text = compiled.text
        .toString()
        .replace(START, (_, call, capture) => `${change(call)}${capture ? `const ${capture};` : ''}{`)
        .replace(END, '}')
      return { ...compiled, text: text as never }
    }
    const { before, after, functions } = await measureGrowth(source, { ...engine, compile: changed })
    if (!change) row.push(String(functions.starts))
    row.push(percent(after.bundleGzip / before.bundleGzip - 1, 2))
  }
  table.push(row)
}
console.log(`${align(table)}\nload ${load()}`)
