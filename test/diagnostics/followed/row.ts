// How a message is followed: a program that it is about, and the same program once what it advises was done.

export interface Row {
  /** What of its "What to do" is done here, to the letter. */
  advice: string
}

/** Modules that `node --import afterword/register` runs: `export default` is called; done right it gives 'works', and nothing is said. */
export interface Run extends Row {
  before: string
  after: string
  /** Beside both. */
  files?: Record<string, string>
  /** What it changes is the whole process's. */
  alone?: boolean
  env?: Record<string, string>
  args?: string[]
  /** The command that runs it then, if it is not the same. */
  mended?: string[]
}

/** Programs that are compiled, for what is said of syntax and types that Node by itself does not run. */
export interface Build extends Row {
  file: string
  before: string
  after: string
  options?: Record<string, unknown>
}

/** Files of a project that `afterword check` reads, and those that are others afterwards. */
export interface Project extends Row {
  before: Record<string, string>
  after: Record<string, string>
}

/** Followed where the tool is that it takes: a test that says its code. */
export interface Elsewhere {
  test: string
}
