/** What every tool of the contest can do. */
export interface Tool {
  /** Serves one request. */
  run(id: string, request: () => Promise<void>): Promise<void>
  /** The request of this moment; null if the tool says that there is none. */
  who(): string | null
  /** Marks an async function of the program, where a tool wants that. */
  tracked<Args extends unknown[], Result>(
    fn: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result>
}

export const unmarked: Tool['tracked'] = (fn) => fn
