// What `redirect()` and `notFound()` throw: an error whose digest survives React.
export const redirect = (to: string): never => {
  throw Object.assign(new Error('redirect'), { digest: `redirect ${to}` })
}

export const notFound = (): never => {
  throw Object.assign(new Error('not found'), { digest: 'not-found' })
}

export const digestOf = (error: unknown): string => (error as { digest?: string } | null)?.digest ?? ''
