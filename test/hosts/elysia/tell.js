import { after, headers } from 'afterword'

export const seen = []

export function tell(form) {
  if (process.env.PLAIN) return form
  after(() => void seen.push(headers().get('x-id')))
  return form
}
