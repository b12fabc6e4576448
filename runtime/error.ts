/** What afterword throws where no built-in error fits. `code` is the contract; two copies have two classes. */
export class AfterwordError extends Error {
  declare readonly code: string
  override readonly name = 'AfterwordError'
}

export type Coded<E extends Error> = E & { readonly code: string }

/** Makes an error from a message of the table, whose text begins with its code. */
export function coded<E extends Error>(Type: new (text: string) => E, text: string): Coded<E> {
  return Object.assign(new Type(text), { code: text.split(':', 1)[0] as string })
}
