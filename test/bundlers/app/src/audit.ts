import { after } from 'afterword'
import { note } from './journal.ts'
import { meet } from './meet.ts'

export async function audit(row: string, id: string): Promise<void> {
  await meet('audit')
  after((info) => note(`audit ${row.split(':')[1]}`, id, info))
  after(async (info) => {
    await meet('audit, in its task')
    note('audit, later', id, info)
    after((nested) => note('audit, nested', id, nested))
  })
}
