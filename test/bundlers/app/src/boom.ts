import { after } from 'afterword'
import { meet } from './meet.ts'

enum Reason {
  Late = 'too late',
  Never = 'never',
}

export async function boom(text: string, id: string): Promise<never> {
  await meet('boom')
  after(() => {
    throw new Error(`task of ${id}: ${Reason.Never}`)
  })
  const reason: Reason = Reason.Late
  throw new Error(`${text}: ${reason}`)
}
