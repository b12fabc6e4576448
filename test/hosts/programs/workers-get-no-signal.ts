// Why Workers has no `sigterm`: a Worker is no process. A signal stops its runtime, with all that `waitUntil` waits for, and the Worker
// is not told: a listener for SIGTERM, which `nodejs_compat` lets it register, never runs.
import { readFileSync } from 'node:fs'
import { Log, LogLevel, Miniflare } from 'miniflare'

const script = `
  import process from 'node:process'
  process.on('SIGTERM', () => console.log('told of SIGTERM'))
  export default {
    async fetch(request, env, ctx) {
      ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 200)).then(() => console.log('task over')))
      console.log('listeners: ' + process.listenerCount('SIGTERM'))
      return new Response('ok')
    },
  }
`
let output = ''
const children = () =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)

const before = children()
const workers = new Miniflare({
  modules: true,
  script,
  cf: false,
  compatibilityDate: '2026-01-01',
  compatibilityFlags: ['nodejs_compat'],
  log: new Log(LogLevel.NONE),
  handleRuntimeStdio(stdout, stderr) {
    for (const stream of [stdout, stderr])
      stream.on('data', (chunk) => {
        output += chunk
      })
  },
})
const url = await workers.ready
await (await fetch(url)).text()
const [runtime] = children().filter((pid) => !before.includes(pid))
if (!runtime) throw new Error('workerd was not found among the children of this process')
process.kill(runtime, 'SIGTERM')
await new Promise((resolve) => setTimeout(resolve, 600))
const gone = !children().includes(runtime)
await workers.dispose()
if (output.trim() !== 'listeners: 1' || !gone) throw new Error(`gone: ${gone}; ${output}`)
console.log('workerd stopped at SIGTERM, in the middle of a task; the listener of the Worker was not called')
