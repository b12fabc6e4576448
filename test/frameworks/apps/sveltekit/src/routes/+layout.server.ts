import { work } from '#lib/work'

export const load = async ({ url }: { url: URL }) => ({
  layout: url.pathname.startsWith('/page/') ? await bare() : '',
})

const bare = async () => work('layout')
