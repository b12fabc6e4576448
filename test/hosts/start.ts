// Starts the app on a host, as a process of its own (Workers: workerd), on a free port.
import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundle } from './bundle.ts'
import type { Host } from './hosts.ts'
import { startLambda } from './lambda/invoker.ts'
import { buildNitro, findPort } from './nitro.ts'
import type { Drained, Running } from './running.ts'
import { startWorkers } from './workers.ts'

const bin = join(import.meta.dirname, '../../node_modules/.bin')

const commands: Record<string, [string, ...string[]]> = {
  node: [process.execPath, '--expose-gc', '--enable-source-maps'],
  bun: [join(bin, 'bun'), 'run'],
  deno: [join(bin, 'deno'), 'run', '--quiet', '--allow-net', '--allow-env', '--v8-flags=--expose-gc'],
}

export async function start(host: Host): Promise<Running> {
  const isNitro = host.entry === 'nitro'
  const file = isNitro ? buildNitro() : await bundle(host.name, host.entry, host.runtime)
  if (host.runtime === 'workerd') return startWorkers(file)
  if (host.runtime === 'lambda') return startOnLambda(file)
  const [command, ...args] = commands[host.runtime] ?? []
  if (!command) throw new Error(`no command for ${host.runtime}`)
  const env = isNitro ? { ...process.env, PORT: await findPort(), HOST: '127.0.0.1' } : process.env
  const child = spawn(command, [...args, file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const { stderr, line } = read(child)
  const { port } = await line<{ port: number }>('port')
  if (isNitro) await listening(port)
  return {
    url: `http://127.0.0.1:${port}`,
    stderr,
    terminate: () => terminate(child, line),
    stop: () => kill(child),
  }
}

/** Nitro's plugins run before it listens. */
async function listening(port: number): Promise<void> {
  for (let n = 0; n < 200; n++) {
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`nothing listens on ${port}`)
}

async function startOnLambda(file: string): Promise<Running> {
  const lambda = await startLambda(file, 'handler')
  const { stderr, line } = read(lambda.child)
  await line('port')
  return {
    url: lambda.url,
    stderr,
    terminate: () => terminate(lambda.child, line),
    doneAt: (id) => lambda.ends.get(id),
    stop: () => lambda.stop(),
  }
}

type Line = <Result>(name: string) => Promise<Result>

/** Reads lines of JSON from stdout; `line` waits for the one that has this property. */
function read(child: ChildProcess): { stderr: () => string; line: Line } {
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const seen: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const one of waiting.splice(0)) one()
  }
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (text.startsWith('{')) seen.push(JSON.parse(text))
      wake()
    })
  }
  let over = false
  child.on('close', () => {
    over = true
    wake()
  })
  const line: Line = async (name) => {
    for (;;) {
      const found = seen.find((one) => name in one)
      if (found) return found as never
      if (over) throw new Error(`the host ended (${child.exitCode}) and never told its ${name}:\n${errors}`)
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return { stderr: () => errors, line }
}

async function terminate(child: ChildProcess, line: Line): Promise<Drained> {
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  const { drained } = await line<{ drained: Drained }>('drained')
  return drained
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
