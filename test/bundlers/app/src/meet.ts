// Requests wait for each other here, in threes: whoever comes last wakes the others, who go on in its stack or in the microtasks behind it.
import { SIZE } from './shared.ts'

type Wake = () => void

const waiting = new Map<string, Wake[]>()

export async function meet(place: string): Promise<void> {
  const others = waiting.get(place) ?? []
  waiting.set(place, others)
  if (others.length + 1 < SIZE) {
    await new Promise<void>((resolve) => {
      others.push(resolve)
    })
    return
  }
  waiting.delete(place)
  for (const wake of others) wake()
  await null
}
