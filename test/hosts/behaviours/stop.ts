// The end of the process: the last behaviour, for it ends the host.
import { expect } from 'vitest'
import { newId } from '../client.ts'
import type { Behaviour } from './behaviour.ts'

export const stop: Behaviour[] = [
  {
    key: 'sigterm',
    claim: 'SIGTERM during a task: `drainAfter` waits, is bounded, and tells what was lost',
    async check(client) {
      const id = newId('sigterm')
      await client.get('/sigterm', id)
      const { done, lost, ms } = (await client.running.terminate?.()) ?? { done: 0, lost: [], ms: 0 }
      expect(ms).toBeGreaterThan(380)
      expect(ms).toBeLessThan(2_000)
      expect(done).toBe(1)
      expect(lost).toEqual([
        expect.objectContaining({ name: `${id} stuck`, request: 'GET /sigterm', host: client.host.opens }),
      ])
      expect(lost[0]?.place).toMatch(/test\/hosts\/app\/routes\/meta\.ts:\d+$/)
      expect(lost[0]?.age).toBeGreaterThan(380)
    },
  },
]
