import { defineHandler } from 'h3'
import { answer } from '../../app.ts'
import { callOfRequest, toResponse } from '../../call.ts'

export default defineHandler(async (event) => {
  const carriers = { event, 'event.req': event.req }
  return toResponse(await answer(callOfRequest(event.req, { carriers })))
})
