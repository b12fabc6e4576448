import { redirect } from '@sveltejs/kit'
import { work } from '#lib/work'

export const load = async ({ params }: { params: { id?: string } }) => {
  await work('moved')
  redirect(303, `/page/${params.id}`)
}
