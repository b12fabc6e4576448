// One host through all behaviours, as vitest tests. What was seen is left in .cache/hosts for the matrix.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { behaviours } from './behaviours/index.ts'
import { Client } from './client.ts'
import { hosts } from './hosts.ts'
import { resultFile } from './results.ts'
import { start } from './start.ts'

export function conform(...names: string[]): void {
  for (const name of names) {
    const host = hosts.find((one) => one.name === name)
    if (!host) throw new Error(`there is no host ${name}`)
    describe(name, () => {
      const results: Record<string, boolean> = {}
      let client: Client

      beforeAll(async () => {
        client = new Client(host, await start(host))
      }, 30_000)

      afterAll(async () => {
        client?.close()
        await client?.running.stop()
        mkdirSync(dirname(resultFile(name)), { recursive: true })
        writeFileSync(resultFile(name), JSON.stringify(results))
      })

      for (const { key, claim, timeout, check } of behaviours) {
        // What a host cannot have is shown by a program of its own: no.test.ts.
        if (host.no?.[key]) continue
        test(claim, { timeout: timeout ?? 15_000 }, async () => {
          results[key] = false
          await check(client)
          results[key] = true
        })
      }
    })
  }
}
