export type Where = `${'in' | 'after' | 'while'} ${string}`

export function boom(where: Where): never {
  throw new Error(where)
}
