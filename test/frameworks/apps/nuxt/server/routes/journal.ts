import { answer } from '#shared/lib/journal'

export default defineEventHandler((event) => answer(getRequestURL(event)))
