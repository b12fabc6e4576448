import { createServer } from 'node:http'
import { withAfter } from 'afterword/fetch'
import { Elysia } from 'elysia'
import { journal } from './journal.ts'
import { work } from './work.ts'

const app = new Elysia({ aot: false })
  .onBeforeHandle(async () => {
    await work('before')
  })
  .get('/find', () => work('find'))
  .post('/save', async ({ body }) => `${(body as { word: string }).word} ${await work('save')}`)
const handler = withAfter((request: Request) => app.fetch(request))

createServer(async (req, res) => {
  if (journal(req, res)) return
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const init = { method: req.method, headers: req.headers as Record<string, string> }
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
  const answer = await handler(new Request(`http://localhost${req.url}`, { ...init, ...body } as RequestInit))
  res.writeHead(answer.status)
  res.end(await answer.text())
}).listen(Number(process.env.PORT))
