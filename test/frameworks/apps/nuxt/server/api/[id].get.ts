import { work } from '#shared/lib/work'

export default defineEventHandler(async () => new Response(await work('get'), { status: 201 }))
