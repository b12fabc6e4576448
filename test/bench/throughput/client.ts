// autocannon, in a process of its own.
import autocannon from 'autocannon'

export interface Load {
  url: string
  connections: number
  seconds: number
}

export interface Measured {
  /** Requests per second. */
  rps: number
  requests: number
  /** Milliseconds that half of the responses take, or more. */
  p50: number
  /** The same of one in a hundred. */
  p99: number
}

process.on('message', async ({ url, connections, seconds }: Load) => {
  const run = autocannon({ url, connections, duration: seconds })
  const times: number[] = []
  // autocannon rounds to milliseconds, which are longer than most responses.
  run.on('response', (_client, _status, _bytes, ms) => times.push(ms))
  const result = await run
  if (result.errors + result.non2xx > 0) throw new Error(`${result.errors + result.non2xx} requests failed`)
  const sorted = Float64Array.from(times).sort()
  process.send?.({
    rps: result['2xx'] / result.duration,
    requests: times.length,
    p50: sorted[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99: sorted[Math.floor(times.length * 0.99)] ?? Number.NaN,
  } satisfies Measured)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
