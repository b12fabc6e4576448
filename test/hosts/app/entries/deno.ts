import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { serveDeno, upgradeDeno } from './deno-serve.ts'

serveDeno(
  withAfter(
    foreignHandler(async (request: Request): Promise<Response> => {
      if (request.url.endsWith('/upgrade')) return upgradeDeno(request)
      return (
        (await answerForm(request)) ??
        toResponse(await answer(callOfRequest(request, { carriers: { request } })))
      )
    }),
  ),
)
