import { work } from '#shared/lib/work'

export default defineEventHandler(async ({ context }) => `${context.params?.id} ${await work('put')}`)
