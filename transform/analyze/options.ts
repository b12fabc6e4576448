/** What the analysis is told beside the program. */
import type { Host } from '../options.ts'
import type { Comment } from './marked.ts'

export interface AnalyzeOptions {
  /** The source text, and its comments as the parser found them. */
  code: string
  comments: readonly Comment[]
  /** How the file is called in names of tasks and in messages: relative to the project, with slashes. */
  file: string
  /** Line (from 1) of an offset. */
  lineOf(offset: number): number
  /** Where the author wrote what stands there, if another tool wrote the file: `src/app.ts:12`. */
  placeOf?: ((offset: number) => string | null) | undefined
  /** Whether the file's package says that it is a module: asked where its syntax and its extension say nothing. */
  inModulePackage?: (() => boolean) | undefined
  /** Where the names are imported from. */
  sources: readonly string[]
  /** Further entries by name. */
  entries: readonly string[]
  /** What serves the requests, where its own knowledge is asked (R2). */
  host?: Host | null
  /** Give each `after()` the place where it is written. */
  sites: boolean
  /** Something later moves parameters into function bodies (targets without rest parameters). */
  lowersParameters?: boolean
  /** The same for object patterns with a rest. */
  lowersObjectRest?: boolean
  /** Whoever resolves imports takes Next's modules to ours: they stay as they are written (R15). */
  redirects?: boolean
  /** Report promises that a handler droppedPromises, too. */
  droppedPromises?: boolean
}
