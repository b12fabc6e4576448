// It only hands on what it was called with; nothing in this file says what comes when the response is gone.
import { audit } from './audit.ts'
import { meet } from './meet.ts'

export async function checkout(id: string): Promise<void> {
  await meet('middle')
  const rows = await Promise.all([1, 2].map(async (row) => load(id, row)))
  for (const row of rows) await audit(row, id)
}

async function load(id: string, row: number): Promise<string> {
  await meet(`row ${row}`)
  return `${id}:${row}`
}
