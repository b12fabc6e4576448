import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { serveBun, upgradeBun } from './bun-serve.ts'

serveBun(
  withAfter(
    foreignHandler(async (request: Request, server: Parameters<typeof upgradeBun>[1]): Promise<Response> => {
      if (request.url.endsWith('/upgrade')) return upgradeBun(request, server) as unknown as Response
      return (
        (await answerForm(request)) ??
        toResponse(await answer(callOfRequest(request, { carriers: { request } })))
      )
    }),
  ),
)
