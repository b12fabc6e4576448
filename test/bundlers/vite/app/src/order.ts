// The word is not said here; the request passes through all the same.
import { audit } from './audit.ts'
import { priceOf } from './price.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function order(id: string, isSent: () => boolean): Promise<string> {
  // Later requests overtake earlier ones.
  await sleep(20 - Number(id))
  const price: number = priceOf(id)
  await audit(id, isSent)
  return `order ${id}: ${price}`
}

interface Bomb {
  fuse: number
}

export async function explode(): Promise<void> {
  const bomb: Bomb = { fuse: 1 }
  await sleep(bomb.fuse)
  await sleep(bomb.fuse)
  throw new Error('boom')
}
