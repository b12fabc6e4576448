// What is Express's and Fastify's own: who answers errors, where cookies are written, how they are put together.
import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import { afterword as forExpress } from '../../runtime/hosts/express.ts'
import { afterword as forFastify } from '../../runtime/hosts/fastify.ts'
import { withAfter as withNode } from '../../runtime/hosts/node.ts'
import { after, cookies, currentScope } from '../../runtime/index.ts'
import { sleep } from './client.ts'
import { get, leaveNothing, note, told } from './told.ts'

leaveNothing()

describe('Express', () => {
  const error = new Error('handler')
  const answerWith = (status: number) =>
    ((_error, _req, res, _next) => void res.status(status).send('sorry')) as ErrorRequestHandler
  const failing = (prepare: (app: Express) => void = () => {}) => {
    const app = express().use(forExpress())
    prepare(app)
    app.get('/', async (req) => {
      after.with(req, note)
      throw error
    })
    return app
  }

  test('an error that nobody answers, and one that an error handler answers with a 500, are `errored`', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await get(failing())).status).toBe(500)
    expect(await told()).toEqual({ outcome: 'errored', status: 500, error })
    expect((await get(failing().use(answerWith(503)))).status).toBe(503)
    expect(await told()).toEqual({ outcome: 'errored', status: 503, error })
  })

  test('an error that is answered with less than 500 is an answer', async () => {
    expect((await get(failing().use(answerWith(422)))).status).toBe(422)
    expect(await told()).toEqual({ outcome: 'sent', status: 422, error: undefined })
    const app = express().use(forExpress())
    app.get('/', (req, _res, next) => {
      after.with(req, note)
      next(Object.assign(new Error('no such user'), { status: 404 }))
    })
    expect((await get(app)).status).toBe(404)
    expect(await told()).toEqual({ outcome: 'sent', status: 404, error: undefined })
  })

  test('an error after the head is `errored`', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = express().use(forExpress())
    app.get('/', async (req, res) => {
      after.with(req, note)
      res.write('first')
      await sleep(5)
      throw error
    })
    await expect((await get(app)).text()).rejects.toThrow()
    expect(await told()).toEqual({ outcome: 'errored', status: 200, error })
  })

  test('error handlers in front of it, a mounted application and a router of its own do no harm', async () => {
    const calls: string[] = []
    const trace = (name: string) => (_req: unknown, _res: unknown, next: () => void) => {
      calls.push(name)
      next()
    }
    for (const mount of [
      (inner: Express) => express().use(answerWith(500)).use(trace('outer')).use(inner),
      (inner: Express) => express().use(trace('outer')).use(answerWith(400)).use('/', inner),
    ]) {
      calls.length = 0
      const inner = failing((app) => app.use(answerWith(400)).use(trace('inner')))
      await get(mount(inner.use(answerWith(500))))
      expect(await told()).toMatchObject({ outcome: 'errored', status: 500 })
      expect(calls).toEqual(['outer', 'inner'])
    }
    const router = express.Router().use(forExpress(), trace('router'))
    router.get('/', (req, res) => {
      after.with(req, note)
      res.send('ok')
    })
    calls.length = 0
    expect((await get(express().use(trace('app')).use(router).use(answerWith(500)))).status).toBe(200)
    expect(await told()).toMatchObject({ outcome: 'sent', status: 200 })
    expect(calls).toEqual(['app', 'router'])
  })

  test('the application is told of errors once, however many requests there are', async () => {
    const app = failing().use(answerWith(500))
    const count = () => app.router.stack.length
    await get(app)
    await told()
    const before = count()
    await get(app)
    await told()
    expect(count()).toBe(before)
  })

  test('inside withAfter of node:http there is one scope, and it is told of the error', async () => {
    expect((await get(withNode(failing().use(answerWith(500)) as RequestListener))).status).toBe(500)
    expect(await told()).toMatchObject({ outcome: 'errored', status: 500, error })
  })
})

describe('Fastify', () => {
  const start = async (prepare: (app: FastifyInstance) => void) => {
    const app = Fastify()
    app.register(forFastify())
    prepare(app)
    await app.ready()
    return ((req, res) => app.routing(req, res)) as RequestListener
  }

  test('errors are `errored` or answers, by their status, also behind an error handler', async () => {
    for (const [status, outcome] of [
      [404, 'sent'],
      [503, 'errored'],
    ] as const) {
      for (const handled of [false, true]) {
        const error = Object.assign(new Error('thrown'), { statusCode: status })
        const listener = await start((app) => {
          if (handled) app.setErrorHandler((_error, _request, reply) => reply.code(status).send('sorry'))
          app.get('/', async (request) => {
            after.with(request, note)
            throw error
          })
        })
        expect((await get(listener)).status).toBe(status)
        expect(await told()).toMatchObject({ outcome, status })
      }
    }
  })

  test('cookies() stand beside those that the reply has', async () => {
    const listener = await start((app) => {
      app.get('/', async (_request, reply) => {
        reply.header('set-cookie', 'own=1')
        cookies().set('a', '1').set('b', '2')
        return reply.header('set-cookie', 'own2=2').send('ok')
      })
    })
    const response = await get(listener)
    expect(response.headers.getSetCookie().sort()).toEqual(['a=1; Path=/', 'b=2; Path=/', 'own2=2', 'own=1'])
    await sleep(5)
  })

  test('a reply that is taken over, and one to a plugin in a context of its own', async () => {
    const listener = await start((app) => {
      app.register(async (inner) => {
        inner.get('/', (request, reply) => {
          after.with(reply, note)
          expect(currentScope()?.name).toBe('GET /')
          reply.hijack()
          request.raw.resume()
          reply.raw.writeHead(202).end('taken over')
        })
      })
    })
    expect(await (await get(listener)).text()).toBe('taken over')
    expect(await told()).toMatchObject({ outcome: 'sent', status: 202 })
  })
})
