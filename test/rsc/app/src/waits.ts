/* afterword-ignore: it stands for a package, which nobody compiles */

/** Goes on in a job of its own. */
export const waits =
  <Args extends unknown[], Result>(handler: (...args: Args) => Promise<Result>) =>
  async (...args: Args): Promise<Result> => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return handler(...args)
  }
