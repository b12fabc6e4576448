// An app on a framework: a folder of apps/, and what the behaviours must know of it.

export type Mode = 'start' | 'dev'

/** One way in which the framework calls the user's code. */
export interface Shape {
  /** In words, for the guide's reader. */
  name: string
  path(id: string): string
  /** Asked where the form of that page is sent to, instead of `path`. */
  ofForm?: true
  init?: RequestInit
  /** What gives a task, by the name that it has in the app. */
  gives: readonly string[]
  /** Of these what the answer does not show: a middleware, an error, a redirect. */
  hides?: 'all' | readonly string[]
}

export interface App {
  name: string
  /** Of apps/. */
  folder: string
  /** Of that, a folder whose package.json asks for another version of the framework. */
  version?: string
  /** Where the app keeps its own modules: those of shared/ come there, too. */
  modules: string
  /** What its users type: files of node_modules, or of the app, with arguments. */
  build: readonly (readonly string[])[]
  start: readonly string[]
  dev?: readonly string[]
  /** It takes too long for every run. */
  isDevLong?: true
  env?: Record<string, string>
  /** What is said while it is built or served: these packages are compiled as well. */
  compiles: readonly string[]
  /** It takes too long for every run. */
  isLong?: true
  /** It says nothing of an error that a page of its own answers. */
  isQuiet?: true
  shapes: readonly Shape[]
  /** Where the tasks of its pages are written: `NAME` stands for a task, and the file and line for its name. */
  names: Record<string, string>
  /** Below the app: what browsers load. */
  client?: string
  /** In a browser: what gives tasks when the page is asked for, when a link leads to another (the last of them is shown), and when a button is pressed, by its `id`. */
  browser?: {
    page: readonly string[]
    moved: readonly string[]
    presses: Record<string, string>
  }
  /** A file that browsers load, and an edit by which it calls `after()`. */
  misuse?: { file: string; from: string; to: string }
  /** What an edit in development changes: two files, of which one is a component. */
  edits?: readonly {
    file: string
    from: string
    to: string
    path: string
    gives: number
    shows: string
  }[]
  /** Its development server may break off where a change comes while it is asked, with afterword or without: who saves again is served. */
  savesAgain?: true
  /** By the key of a behaviour: why it has not got it. */
  no?: Record<string, string>
}
