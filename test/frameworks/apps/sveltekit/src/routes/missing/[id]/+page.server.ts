import { error } from '@sveltejs/kit'
import { work } from '#lib/work'

export const load = async () => {
  await work('missing')
  error(404, 'not here')
}
