import { expect } from 'vitest'
import { nuxt } from './columns/nuxt.ts'
import { conform } from './conform.ts'

await conform(nuxt, {
  'a cached handler that is renewed behind its answer: the task is that of the request that found it too old':
    async ({ server }) => {
      const read = async (id: string) => (await server.read('/cached', { id })).body
      const first = await read('cache-1')
      expect(first).toMatch(/: cached of cache-1\.$/)
      expect(await server.notesOf('cache-1', 1)).toMatchObject([
        { heard: 'cache-1', given: 'cache-1', outcome: 'sent' },
      ])
      expect(await read('cache-2')).toBe(first)
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      expect(await read('cache-3')).toBe(first)
      expect(await server.notesOf('cache-3', 1)).toMatchObject([
        { heard: 'cache-3', given: 'cache-3', outcome: 'sent' },
      ])
      expect(await read('cache-4')).toMatch(/: cached of cache-3\.$/)
      for (const id of ['cache-2', 'cache-4']) expect(await server.notesOf(id, 0)).toEqual([])
      expect(server.said()).not.toContain('AFTERWORD_')
    },
})
