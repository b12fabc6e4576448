/** What is asked of every durable task. */
import type { Bindings } from '../bindings.ts'
import type { Entry } from '../entries/entry.ts'
import type { Api } from '../imports.ts'
import type { Node } from '../nodes.ts'
import type { Tree } from './tree.ts'
import type { Writes } from './writes.ts'

export interface JobContext {
  program: Node
  bindings: Bindings
  tree: Tree
  writes: Writes
  /** What a callee or value is of this package, `headers` and `cookies` of Next's own too. */
  apiOf(expression: Node): Api | null
  entryOf(fn: Node): Entry | null
}

/** A durable task, as far as it is known. */
export interface Job {
  /** The call of `after`. */
  call: Node
  /** The function that is written in place, or the name of one of the module. */
  task: Node
  name: string
}
