// Both the server and the page in the browser use this.
export const SIZE: number = 3

export const ROUTES = ['checkout', 'cart', 'feed', 'files', 'legacy', 'boom'] as const

export async function label(route: string, id: string): Promise<string> {
  await null
  return `${route} of ${id}`
}
