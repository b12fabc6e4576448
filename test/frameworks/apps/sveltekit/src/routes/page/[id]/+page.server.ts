import { work } from '#lib/work'

export const load = async () => ({ page: await work('load') })

export const actions = {
  named: async ({ request }: { request: Request }) => {
    const form = await request.formData()
    return { said: `${await work('named')} ${form.get('word')}` }
  },
}
