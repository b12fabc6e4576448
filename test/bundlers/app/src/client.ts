// What the page runs: it shares a file with the server.
import { label, ROUTES } from './shared.ts'

export async function start(id: string): Promise<string[]> {
  const labels: string[] = []
  for (const route of ROUTES) labels.push(await label(route, id))
  return labels
}

start('you').then((labels) => console.log(labels.join('\n')))
