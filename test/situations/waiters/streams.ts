import { type Situation, waiter } from '../situation.ts'

export const streams: Situation[] = [
  waiter(
    'Node streams: stream.once("data", fn)',
    `
    import { PassThrough } from 'node:stream'
    const stream = new PassThrough()
    stream.resume()
    export function ada() { stream.once('data', () => ask('ada')) }
    export async function bob() {
      stream.write('x')
      await later()
    }
    `,
  ),
  waiter(
    'Node streams: writable.write(chunk, fn), whose sink another request drains',
    `
    import { Writable } from 'node:stream'
    const drains = []
    const log = new Writable({ write(chunk, encoding, done) { drains.push(done) } })
    export async function ada() {
      log.write('x', () => ask('ada'))
      await later()
    }
    export async function bob() {
      drains.shift()()
      await later()
    }
    `,
  ),
  waiter(
    'Node streams: stream.once("drain", fn)',
    `
    import { Writable } from 'node:stream'
    const drains = []
    const log = new Writable({ highWaterMark: 1, write(chunk, encoding, done) { drains.push(done) } })
    export async function ada() {
      if (!log.write('xx')) log.once('drain', () => ask('ada'))
      await later()
    }
    export async function bob() {
      drains.shift()()
      await later()
    }
    `,
  ),
  waiter(
    'Node streams: finished(stream, fn), which another request destroys',
    `
    import { finished, PassThrough } from 'node:stream'
    const stream = new PassThrough()
    export function ada() { finished(stream, () => ask('ada')) }
    export async function bob() {
      stream.destroy()
      await later()
    }
    `,
  ),
  waiter(
    'Node streams: pipeline(a, b, fn), which another request ends',
    `
    import { PassThrough, pipeline } from 'node:stream'
    const source = new PassThrough()
    export function ada() { pipeline(source, new PassThrough().resume(), () => ask('ada')) }
    export async function bob() {
      source.end()
      await later(5)
    }
    `,
  ),
  waiter(
    'Node streams: a Transform of ada’s, which bob writes into',
    `
    import { Transform } from 'node:stream'
    const clients = []
    export function ada() {
      clients.push(new Transform({ transform(chunk, encoding, done) { ask('ada'); done(null, chunk) } }))
    }
    export function bob() { for (const client of clients) client.write('x') }
    `,
  ),
  waiter(
    'Node streams: a subclass of Writable, made for ada, which bob writes into',
    `
    import { Writable } from 'node:stream'
    const clients = new Set()
    class Client extends Writable {
      constructor(send) { super(); this.send = send }
      _write(chunk, encoding, done) { this.send(chunk); done() }
    }
    export function ada() { clients.add(new Client(() => ask('ada'))) }
    export function bob() { for (const client of clients) client.write('x') }
    `,
  ),
  waiter(
    'Web streams: new ReadableStream({ pull() {} }) of ada’s, which bob fills',
    `
    const clients = []
    export async function ada() {
      let n = 0
      const body = new ReadableStream({
        start(controller) { clients.push(controller) },
        pull() { if (n++ > 0) ask('ada') },
      }, { highWaterMark: 2 })
      await later()
    }
    export async function bob() {
      clients[0].enqueue('x')
      await later()
    }
    `,
  ),
  waiter(
    'Web streams: new ReadableStream({ cancel() {} }) of ada’s, which bob cancels',
    `
    const bodies = []
    export async function ada() { bodies.push(new ReadableStream({ cancel() { ask('ada') } })) }
    export async function bob() {
      await bodies[0].cancel()
    }
    `,
  ),
  waiter(
    'Web streams: new TransformStream({ transform() {} }) of ada’s, which bob writes into',
    `
    const clients = []
    export async function ada() {
      const { readable, writable } = new TransformStream({ transform(chunk, controller) { ask('ada'); controller.enqueue(chunk) } })
      clients.push(writable.getWriter())
      const reader = readable.getReader()
      reader.read()
      await later()
    }
    export async function bob() {
      clients[0].write('x')
      await later()
    }
    `,
  ),
  waiter(
    'Web streams: new WritableStream({ write() {} }) of ada’s, which bob writes into',
    `
    const clients = []
    export async function ada() {
      clients.push(new WritableStream({ write() { ask('ada') } }).getWriter())
      await later()
    }
    export async function bob() {
      clients[0].write('x')
      await later()
    }
    `,
  ),
  waiter(
    'Web streams: controllers.push({ send: fn }), for server-sent events',
    `
    const clients = new Set()
    export function ada() {
      new ReadableStream({
        start(controller) {
          clients.add({ send: (text) => { ask('ada'); controller.enqueue(text) } })
        },
      })
    }
    export function bob() { for (const { send } of clients) send('x') }
    `,
  ),
  waiter(
    'Web streams: reader.read().then(fn), which bob fills',
    `
    let controller
    const stream = new ReadableStream({ start(one) { controller = one } })
    const reader = stream.getReader()
    export function ada() { reader.read().then(() => ask('ada')) }
    export async function bob() {
      controller.enqueue('x')
      await later()
    }
    `,
  ),
  waiter(
    'server-sent events: a hub of res.write',
    `
    const hub = { clients: new Map(), publish(text) { for (const send of this.clients.values()) send(text) } }
    export function ada() {
      const send = (text) => { ask('ada') }
      hub.clients.set('ada', send)
    }
    export function bob() { hub.publish('x') }
    `,
  ),
  waiter(
    'ws: socket.send(text, fn) of ada’s socket',
    `
    import { WebSocket, WebSocketServer } from 'ws'
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const socket = new WebSocket('ws://127.0.0.1:' + server.address().port)
    await new Promise((resolve) => socket.once('open', resolve))
    export async function ada() {
      socket.send('x', () => ask('ada'))
      socket.send('y', () => ask('ada'))
    }
    export async function bob() {
      socket.send('z', () => ask('bob'))
      await later(10)
    }
    export function end() { socket.terminate(); server.close() }
    `,
  ),
  waiter(
    'ws: a message that ada waits for, and bob answers',
    `
    import { WebSocket, WebSocketServer } from 'ws'
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const socket = new WebSocket('ws://127.0.0.1:' + server.address().port)
    await new Promise((resolve) => socket.once('open', resolve))
    export function ada() { socket.once('message', () => ask('ada')) }
    export async function bob() {
      for (const client of server.clients) client.send('x')
      await later(20)
    }
    export function end() { socket.terminate(); server.close() }
    `,
  ),
  waiter(
    'ws: what ada hears of the close of her socket, which bob’s broadcast closes',
    `
    import { WebSocket } from 'ws'
    const sockets = new Set()
    export function ada() {
      const socket = new WebSocket(null, undefined, {})
      socket.on('close', () => ask('ada'))
      sockets.add(socket)
    }
    export function bob() { for (const socket of sockets) socket.emitClose() }
    `,
  ),
]
