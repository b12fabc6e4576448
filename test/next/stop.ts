// SIGTERM: Next waits for its tasks, and the plugin says for how long at most, and what was lost then.
import { expect, test } from 'vitest'
import { visit } from './client.ts'
import type { Project } from './project.ts'

/** Milliseconds: `drain` of the build. */
export const DRAIN = 1500

export function testStop(getProject: () => Project): void {
  test('SIGTERM during a task that ends in time: it is waited for', async () => {
    await using server = await getProject().start()
    await visit(server, '/api/slow?ms=600')
    await server.journal.until({ task: 'slow begins' })
    expect(await server.stop('SIGTERM')).toBe(143)
    expect(server.journal.tasks({ task: 'slow ends' })).toHaveLength(1)
    expect(server.journal.said).not.toContain('AFTERWORD_NEXT_LOST')
  })

  test('SIGTERM during one that takes longer: it is bounded, and says what is lost', async () => {
    await using server = await getProject().start()
    await visit(server, '/api/slow?ms=30000')
    await server.journal.until({ task: 'slow begins' })
    const started = performance.now()
    expect(await server.stop('SIGTERM')).toBe(143)
    const ms = performance.now() - started
    expect(ms).toBeGreaterThan(DRAIN - 100)
    expect(ms).toBeLessThan(10_000)
    expect(server.journal.tasks({ task: 'slow ends' })).toEqual([])
    expect(server.journal.said).toMatch(
      /AFTERWORD_NEXT_LOST: task "app\/api\/slow\/route\.ts:\d+" of route handler \/api\/slow is lost/,
    )
  })
}
