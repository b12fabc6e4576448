// What the programs have said. Not compiled, like the modules beside it.

export interface Answer {
  /** Whose request a careful author would have there. */
  wanted: string
  /** Whose it is; else a code, or `none`. */
  got: string
}

/** Each program is known by its URL, for many run at once. */
const all = new Map<string, Answer[]>()

export function answersOf(program: string): Answer[] {
  const answers = all.get(program) ?? []
  all.set(program, answers)
  return answers
}

/** How the runner calls a request, so that one of another program is told from one's own. */
export const nameOf = (user: string, program: string): string => `${user} ${program}`

/** `ada` for ada's request of this program; else the whole name. */
export const userOf = (name: string, program: string): string =>
  name.endsWith(` ${program}`) ? name.slice(0, -program.length - 1) : name

export const later = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
