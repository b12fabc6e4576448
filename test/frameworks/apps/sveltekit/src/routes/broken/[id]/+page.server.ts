import { work } from '#lib/work'

export const load = async () => {
  await work('broken')
  throw new Error('as it should')
}
