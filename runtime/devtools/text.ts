// What is kept of texts that anybody may have made: never more than so much, and nothing that throws.

export interface Failed {
  readonly text: string
  readonly stack: string | undefined
}

export const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)} …` : text

/** What was thrown may be anything: a proxy, an object whose getters throw. */
export function describeError(error: unknown): Failed {
  try {
    const stack: unknown = error instanceof Error ? error.stack : undefined
    return {
      text: clip(String(error), 1000),
      stack: typeof stack === 'string' ? clip(stack, 8000) : undefined,
    }
  } catch {
    return { text: 'an error that cannot be read', stack: undefined }
  }
}
