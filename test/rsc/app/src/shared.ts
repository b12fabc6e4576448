// Loaded by the server and by the browser; only the server calls `track`.
import { after } from 'afterword'

export const shared = (id: string): string => `shared ${id}`

export function track(task: () => void): void {
  after(task)
}
