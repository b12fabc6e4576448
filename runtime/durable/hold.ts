// The end of a response of Node's own, held back until its durable tasks are stored. A response that has none is left as it is.
//
//   end(chunk)                    waits
//   write(the last of its bytes)  waits, and what follows behind it: whoever has all that `Content-Length` says has the answer
import type { ServerResponse } from 'node:http'

type Method = 'write' | 'end'

type Call = (this: ServerResponse, ...args: unknown[]) => unknown

type Chunk = string | Uint8Array

const isChunk = (value: unknown): value is Chunk => typeof value === 'string' || value instanceof Uint8Array

interface Lengths {
  /** What `writeHead` was given is not among the headers. */
  readonly _contentLength?: number | null
}

function declaredLength(res: ServerResponse): number {
  const said = res.getHeader?.('content-length') ?? (res as Lengths)._contentLength
  return said === undefined || said === null ? Infinity : Number(said)
}

class Held {
  readonly #res: ServerResponse
  readonly #ahead: () => Promise<unknown> | undefined
  readonly #gone: () => void
  /** As they were: the program's, or what it has put in their place. */
  readonly #own: Record<Method, Call>
  #calls: [Method, unknown[]][] | undefined
  #written = 0
  #isOver = false

  constructor(res: ServerResponse, ahead: () => Promise<unknown> | undefined, gone: () => void) {
    this.#res = res
    this.#ahead = ahead
    this.#gone = gone
    this.#own = { write: res.write as Call, end: res.end as Call }
    // How much of it has left is not known: any part may be the last.
    if (res.headersSent && declaredLength(res) < Infinity) this.#written = Infinity
    const held = this
    for (const name of ['write', 'end'] as const) {
      const value = function (this: ServerResponse, ...args: unknown[]): unknown {
        return held.#call(this, name, args)
      }
      Object.defineProperty(res, name, { value, configurable: true, writable: true })
    }
  }

  #call(self: ServerResponse, name: Method, args: unknown[]): unknown {
    const [chunk, encoding] = args
    const own = this.#own[name]
    // What Node refuses is refused at once.
    const isSane = isChunk(chunk) || (name === 'end' && (chunk == null || typeof chunk === 'function'))
    if (this.#isOver || !isSane) return Reflect.apply(own, self, args)
    if (isChunk(chunk)) this.#written += Buffer.byteLength(chunk, encoding as BufferEncoding)
    if (!this.#calls) {
      const isLast = name === 'end' || this.#written >= declaredLength(this.#res)
      const waits = isLast ? this.#ahead() : undefined
      if (!waits) {
        if (name === 'end') this.#leave()
        return Reflect.apply(own, self, args)
      }
      this.#calls = []
      waits.then(() => this.#release())
    }
    this.#calls.push([name, args])
    this.#show(name)
    return name === 'end' ? self : false
  }

  /** Frameworks ask whether they have answered. */
  #show(name: Method): void {
    const value = true
    Object.defineProperty(this.#res, 'headersSent', { value, configurable: true })
    if (name === 'end') Object.defineProperty(this.#res, 'writableEnded', { value, configurable: true })
  }

  #release(): void {
    // Given meanwhile: of the same answer.
    const more = this.#ahead()
    if (more) {
      more.then(() => this.#release())
      return
    }
    const calls = this.#calls ?? []
    const res = this.#res as ServerResponse & Record<string, unknown>
    for (const name of ['headersSent', 'writableEnded']) delete res[name]
    this.#leave()
    try {
      for (const [name, args] of calls) Reflect.apply(this.#own[name], res, args)
      // Whoever was told to wait goes on.
      if (!calls.some(([name]) => name === 'end') && !res.writableNeedDrain) res.emit('drain')
    } catch (error) {
      res.destroy(error as Error)
    }
  }

  #leave(): void {
    this.#isOver = true
    this.#gone()
  }
}

/**
 * Holds back the end of `res` until what `ahead` gives is fulfilled; it is asked again until it gives nothing.
 * @param gone is called when the end is let go
 * @returns false where it is too late, or nobody knows how much of it has left
 */
export function holdBack(
  res: ServerResponse,
  ahead: () => Promise<unknown> | undefined,
  gone: () => void,
): boolean {
  if (res.writableEnded || res.destroyed || typeof res.end !== 'function') return false
  new Held(res, ahead, gone)
  return true
}
