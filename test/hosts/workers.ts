// workerd, as Miniflare runs it.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Log, LogLevel, Miniflare } from 'miniflare'
import type { Running } from './running.ts'

/** @param compatibilityFlags default: for the app, which has an AsyncLocalStorage of its own */
export async function startWorkers(
  file: string,
  compatibilityFlags: string[] = ['nodejs_als'],
): Promise<Running> {
  let errors = ''
  const workers = new Miniflare({
    modules: [{ type: 'ESModule', path: basename(file), contents: readFileSync(file, 'utf8') }],
    compatibilityDate: '2026-01-01',
    compatibilityFlags,
    cf: false,
    host: '127.0.0.1',
    port: 0,
    inspectorPort: 0,
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio(stdout, stderr) {
      stdout.resume()
      stderr.on('data', (chunk) => {
        errors += chunk
      })
    },
  })
  const url = (await workers.ready).href.replace(/\/$/, '')
  return {
    url,
    stderr: () => errors,
    heap: async () => heapOf(await workers.getInspectorURL()),
    stop: () => workers.dispose(),
  }
}

/** Bytes on the heap after a collection, which the app cannot ask for itself: a snapshot begins with one. */
async function heapOf(inspector: URL): Promise<number> {
  const socket = new WebSocket(`${inspector.href}core:user:`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('no inspector'))
  })
  let count = 0
  const call = (method: string) =>
    new Promise<{ usedSize: number }>((resolve) => {
      const id = ++count
      socket.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data)
        if (message.id === id) resolve(message.result)
      })
      socket.send(JSON.stringify({ id, method }))
    })
  await call('HeapProfiler.takeHeapSnapshot')
  const { usedSize } = await call('Runtime.getHeapUsage')
  socket.close()
  return usedSize
}
