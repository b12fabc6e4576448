import { work } from '#shared/lib/work'

export default defineEventHandler(async (event) => {
  const word = await readRawBody(event)
  return `${word} ${await work('post')}`
})
