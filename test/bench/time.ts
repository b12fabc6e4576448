// Asks the children in turn: every round visits all variants, so that what slows the machine for a while slows them all.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Built } from './build.ts'
import type { Answer, Question } from './child.ts'
import { median } from './median.ts'
import { rows } from './rows.ts'

export interface Times {
  node: string
  /** Row → variant → nanoseconds per unit, one of each round. */
  times: Record<string, Record<string, number[]>>
  /** Row → the variants that knew of no request, or of another, at some of the places that ask. */
  lost: Record<string, string[]>
}

export interface Effort {
  rows: readonly string[]
  rounds: number
  /** New processes: where the engine puts things is a matter of luck that rounds alone do not even out. */
  launches: number
}

export async function time(execPath: string, { variants, child }: Built, effort: Effort): Promise<Times> {
  const result: Times = { node: '', times: {}, lost: {} }
  for (let launch = 0; launch < effort.launches; launch++) {
    const children: Record<string, ChildProcess> = {}
    for (const [name, folder] of Object.entries(variants)) {
      children[name] = fork(child, [folder], { execPath, execArgv: [], serialization: 'advanced' })
      await answerOf(children[name], `the start of ${name}`)
    }
    try {
      for (const row of effort.rows) await measure(children, row, effort.rounds, result)
    } finally {
      for (const each of Object.values(children)) each.kill()
    }
  }
  return result
}

async function measure(
  children: Record<string, ChildProcess>,
  name: string,
  rounds: number,
  { times, lost }: Times,
): Promise<void> {
  const per = rows.find((row) => row.name === name)?.per ?? 1
  const all = Object.entries(children)
  times[name] ??= Object.fromEntries(all.map(([variant]) => [variant, []]))
  const seen: number[] = []
  lost[name] = []
  for (const [variant, child] of all) {
    const answer = await ask(child, { row: name, count: 0 })
    seen.push(answer.seen)
    // The first is threaded by hand, and knows.
    if (answer.lost > 0 || answer.seen !== seen[0]) lost[name].push(variant)
  }
  // Warm: until the last of the engine's compilers has had its say. Then 6 ms each, for the one by hand.
  let count = 8
  for (let warm = 0; warm < 10; warm++) {
    const answers: number[] = []
    for (const [, child] of all) answers.push((await ask(child, { row: name, count })).ns)
    count = Math.max(1, Math.round((count * 6e6) / (answers[0] ?? 1)))
  }
  for (let round = 0; round < rounds; round++) {
    const turn = round % 2 ? all.toReversed() : all
    for (const [variant, child] of turn) {
      const { ns } = await ask(child, { row: name, count })
      times[name][variant]?.push(ns / count / per)
    }
  }
}

function ask(child: ChildProcess, question: Question): Promise<Answer> {
  child.send(question)
  return answerOf<Answer>(child, question.row)
}

/** The next message of a process, which must not end before it. */
export async function answerOf<A>(child: ChildProcess, what: string): Promise<A> {
  const stop = new AbortController()
  const gone = once(child, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`a benchmark process ended with ${code} at ${what}`)
  })
  gone.catch(() => {})
  try {
    const [message] = await Promise.race([once(child, 'message', { signal: stop.signal }), gone])
    return message as A
  } finally {
    stop.abort()
  }
}

/** Pair by pair of one round, then the median. */
export const paired = (
  own: readonly number[],
  base: readonly number[],
  pair: (own: number, base: number) => number,
): number => median(own.map((value, index) => pair(value, base[index] ?? Number.NaN)))
