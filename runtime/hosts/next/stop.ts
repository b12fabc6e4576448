// SIGTERM: Next takes no new request and waits for every task, for as long as it takes. Here is the bound, and what was lost by it.
import { drainAfter } from '../../drain-after.ts'
import { nextLost } from '../../messages.generated.ts'
import { print } from '../../print.ts'
import { register } from '../../register.ts'

type Signal = 'SIGTERM' | 'SIGINT'

interface NodeProcess {
  once?(signal: Signal, listener: (signal: Signal) => void): void
  exit(code: number): never
}

const codes: Record<Signal, number> = { SIGTERM: 143, SIGINT: 130 }

/** With the first request: Next has its own listeners by then, and ends the process where all is done before. */
export function drainAtStop(): void {
  if (register.told.has('next stop')) return
  register.told.add('next stop')
  // The build puts it in. An application that stops the process by itself tells Next so.
  const ms = Number(process.env.AFTERWORD_DRAIN)
  if (process.env.NODE_ENV !== 'production' || !ms || process.env.NEXT_MANUAL_SIG_HANDLE) return
  if (process.env.NEXT_RUNTIME === 'edge') return
  // By another name: Next's check for what edge runtimes lack reads the source.
  const { process: node } = globalThis as unknown as { process: NodeProcess }
  const stop = async (signal: Signal) => {
    const { lost } = await drainAfter({ timeout: 1 })
    for (const { name, request, age } of lost) print('error', nextLost(name, request, `${age}`))
    node.exit(codes[signal])
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) node.once?.(signal, () => setTimeout(stop, ms, signal))
}
