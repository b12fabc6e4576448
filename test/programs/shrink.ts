import { type Comparison, compare } from './compare.ts'
import type { Engine } from './engines.ts'
import type { Program } from './grammar.ts'
import type { Hole, Part, Statement } from './tree.ts'

/** The smallest program that still differs: statements go, and expressions become `0`, while a difference stays. */
export async function shrink(
  engine: Engine,
  program: Program,
  patience = 3000,
): Promise<{ program: Program; found: Comparison }> {
  const edits = new Map<Statement | Hole, 'drop' | 'open'>()
  let smallest = program
  const first = await compare(engine, program)
  if (!first) throw new Error('nothing to shrink')
  let found: Comparison = first
  let tries = 0
  // A cut that turns a difference of behaviour into a failure of the compiler would hide the first.
  const crash = (it: Comparison) => it.actual[0]?.startsWith('not compiled') ?? false
  const differs = async (candidate: Program) => {
    if (tries++ > patience) return false
    const result = await compare(engine, candidate, edits)
    if (!result || result.equal || result.excused || crash(result) !== crash(first)) return false
    found = result
    return true
  }
  for (let index = smallest.requests.length - 1; index >= 0; index--) {
    const candidate = { ...smallest, requests: smallest.requests.filter((_, at) => at !== index) }
    if (candidate.requests.length > 0 && (await differs(candidate))) smallest = candidate
  }
  let before = -1
  while (before !== edits.size + opened(edits)) {
    before = edits.size + opened(edits)
    for (const node of nodes(smallest.items, edits)) {
      if (edits.get(node) === 'drop') continue
      const was = edits.get(node)
      edits.set(node, 'drop')
      if (await differs(smallest)) continue
      if (node.type === 'statement' && was === undefined) {
        edits.set(node, 'open')
        if (await differs(smallest)) continue
      }
      if (was === undefined) edits.delete(node)
      else edits.set(node, was)
    }
  }
  return { program: smallest, found }
}

const opened = (edits: ReadonlyMap<unknown, string>) =>
  [...edits.values()].filter((edit) => edit === 'open').length

/** Everything that can be cut and is still there, the largest first. */
function nodes(parts: readonly Part[], edits: ReadonlyMap<Statement | Hole, string>): (Statement | Hole)[] {
  const all = new Set<Statement | Hole>()
  let level: readonly Part[] = parts
  while (level.length > 0) {
    const next: Part[] = []
    for (const part of level) {
      if (typeof part === 'string') continue
      if (part.type === 'both') next.push(part.written, part.threaded)
      else if (part.type === 'block') next.push(...part.items)
      else {
        if (part.type !== 'seq') {
          if (edits.get(part) === 'drop') continue
          all.add(part)
        }
        next.push(...part.parts)
      }
    }
    level = next
  }
  return [...all]
}
