// Next's own after() says where it takes no task; what is advised for there is another host.
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { NextScope } from '../../runtime/hosts/next/scope.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { after } from '../../runtime/index.ts'
import { openHostScope } from '../../runtime/open.ts'

it('outside of a request it is AFTERWORD_NEXT_REFUSED, with what Next said as its cause; in withAfter() the task runs', async () => {
  const scope = openHostScope({ host: 'next', name: 'GET /', kept: true }, NextScope)
  let error: (Error & { code?: string }) | undefined
  try {
    scope.after(() => {}, {}, 'src/job.ts:3')
  } catch (thrown) {
    error = thrown as Error
  }
  expect(error).toMatchObject({ code: 'AFTERWORD_NEXT_REFUSED' })
  expect(error?.message).toContain('after() at src/job.ts:3: Next takes no task here')
  expect(error?.message).toContain(
    'Outside of a request, and in pages/api, give the task to withAfter() of afterword/node',
  )
  expect(String(error?.cause)).toMatch(/outside a request scope/)

  const ran = new Promise((done) => {
    const server = createServer(
      withAfter((_req, res) => {
        after(() => done(server.close()))
        res.end('ok')
      }),
    ).listen(0, async () => {
      const { port } = server.address() as { port: number }
      await (await fetch(`http://localhost:${port}`)).text()
    })
  })
  await ran
})
