// What every host hands to the app, and what the app answers: plain shapes that each entry makes from its own.

export interface Call {
  /** What the client names this request with. */
  readonly id: string
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  header(name: string): string | undefined
  /** What identifies the request on this host, by the name that its users know. */
  readonly carriers: Readonly<Record<string, object>>
  /** Keeps the host alive for work that is no task of ours. */
  keep(promise: Promise<unknown>): void
}

export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string | ReadableStream<Uint8Array> | null
}

export type Route = (call: Call) => Answer | Promise<Answer>

type Given = Partial<Pick<Call, 'carriers' | 'keep'>>

export function makeCall(
  method: string,
  url: string,
  header: Call['header'],
  { carriers = {}, keep = () => {} }: Given = {},
): Call {
  const { pathname, searchParams } = new URL(url, 'http://x')
  return { id: header('x-id') ?? '', method, path: pathname, query: searchParams, header, carriers, keep }
}

export function callOfRequest(request: Request, given?: Given): Call {
  return makeCall(request.method, request.url, (name) => request.headers.get(name) ?? undefined, given)
}

export function toResponse({ status = 200, headers = {}, body = null }: Answer): Response {
  return new Response(body, { status, headers })
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A body that comes chunk by chunk; `ended` is told when the last one was handed over. */
export function chunks(count: number, ms: number, ended: () => void = () => {}): ReadableStream<Uint8Array> {
  let n = 0
  return new ReadableStream({
    async pull(controller) {
      await sleep(ms)
      controller.enqueue(new TextEncoder().encode(`chunk ${++n}\n`))
      if (n < count) return
      ended()
      controller.close()
    },
  })
}
