// Asks each route, and prints what was answered, and whose request the tasks had. Not compiled.
import { Elysia } from 'elysia'
import { own } from './own.js'
import { plugin } from './plugin.js'
import { seen } from './tell.js'

const { withAfter } = process.env.PLAIN ? { withAfter: (fetch) => fetch } : await import('afterword/fetch')
const pause = () => new Promise((resolve) => setTimeout(resolve, 1))
const app = plugin(new Elysia().onRequest(pause)).use(own)
const fetch = withAfter(async (request) => {
  await pause()
  return app.handle(request)
})
const json = '{"x":1}'
const asked = [
  ['POST', '/pattern', json],
  ['POST', '/several?a=2', json],
  ['GET', '/none'],
  ['POST', '/none', json],
  // What no handler wants is not read.
  ['POST', '/none', '{bad'],
  ['POST', '/default', json],
  ['POST', '/context', json],
  ['POST', '/function', json],
  ['POST', '/set', json],
  ['POST', '/group/in', json],
  ['POST', '/named/in', json],
  ['POST', '/named/none', '{bad'],
  ['POST', '/method/show', json],
  ['GET', '/method/list'],
  ['POST', '/method/list', '{bad'],
  ['GET', '/method/query?a=2'],
  ['POST', '/method/whole', json],
  ['POST', '/own/pattern', json],
  ['GET', '/own/none'],
  ['POST', '/own/none', '{bad'],
]
const answers = []
for (const [index, [method, path, body]] of asked.entries()) {
  const headers = { 'x-id': `${index}`, 'content-type': 'application/json' }
  const response = await fetch(new Request(`http://localhost${path}`, { method, headers, body }))
  answers.push([path, response.status, response.headers.get('x-a'), await response.text()])
}
for (let n = 0; n < 200 && !process.env.PLAIN && seen.length < asked.length; n++) await pause()
console.log(JSON.stringify({ answers, seen: seen.sort((a, b) => a - b), asked: asked.length }))
