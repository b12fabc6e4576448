// A task that is to send the response waits for it, and the client hangs: whoever develops is told, on real servers. The programs are
// compiled by nobody: what compiles reports such a task when it is built.
import { beforeAll, describe, expect, it } from 'vitest'
import { openProject } from '../register/harness.ts'

const program = `import { createServer } from 'node:http'
import express from 'express'
import fastify from 'fastify'
import { after } from 'afterword'
import { afterword as forExpress } from 'afterword/express'
import { afterword as forFastify } from 'afterword/fastify'
import { withAfter } from 'afterword/node'

const app = express()
app.use(forExpress())
app.get('/late', (req, res) => {
  after.with(req, () => res.json('late'), { name: 'answer' })
  after.with(req, () => {}, { name: 'count' })
})
app.get('/headed', (req, res) => {
  after.with(req, () => {}, { name: 'end of a stream' })
  res.writeHead(200).write('open')
})
app.get('/answered', (req, res) => {
  after.with(req, () => new Promise(() => {}), { name: 'long' })
  res.json('now')
})
app.get('/no-task', () => {})

const plain = withAfter((req, res) => {
  after.with(req, () => res.end('late'), { name: 'answer of node' })
})

const other = fastify()
other.register(forFastify())
other.get('/late', async (request, reply) => {
  after.with(request, () => reply.send('late'), { name: 'answer of Fastify' })
  return reply
})

const at = async (server) => {
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return 'http://127.0.0.1:' + server.address().port
}
const [one, two] = [await at(createServer(app)), await at(createServer(plain))]
const three = await other.listen({ port: 0, host: '127.0.0.1' })
for (const path of ['/late', '/late', '/headed', '/answered', '/no-task']) fetch(one + path).catch(() => {})
fetch(two + '/plain').catch(() => {})
fetch(three + '/late').catch(() => {})
setTimeout(() => process.exit(), 8_000)
`

describe('a request that only its task would answer', () => {
  const said = new Map<string, string[]>()

  beforeAll(async () => {
    const project = openProject({ 'server.mjs': program })
    const ask = async (NODE_ENV: string) => {
      const { stderr } = await project.plain(['server.mjs'], { env: { NODE_ENV } })
      said.set(NODE_ENV, stderr.split('\n').filter(Boolean))
    }
    await Promise.all(['', 'production', 'test'].map(ask))
  }, 60_000)

  const line = (request: string, tasks: string): string =>
    `AFTERWORD_UNANSWERED: ${request} is not answered, so its tasks wait: ${tasks}. Answer in the handler.`

  it('is told of while you develop, once for a place, and no other request is', () => {
    expect(said.get('')?.sort()).toEqual(
      [
        line('GET /late', 'answer of Fastify'),
        line('GET /late', 'answer, count'),
        line('GET /plain', 'answer of node'),
      ].sort(),
    )
  })

  it.each(['production', 'test'])('is left alone where NODE_ENV is %s', (env) => {
    expect(said.get(env)).toEqual([])
  })
})
