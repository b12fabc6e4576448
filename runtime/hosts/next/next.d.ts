// What the host takes of Next. Bundlers find `next/server` by that name, and each has another file for it; Node's own resolution, which
// checks these sources, asks for an extension.
declare module 'next/server' {
  /** @throws Error outside a request, and where the platform cannot keep work alive */
  export function after(task: () => unknown): void
}

declare module 'next/headers' {
  export function headers(): Promise<object>
  export function cookies(): Promise<object>
}

/** What libraries read that must know Next's request; `withAfterword` looks that it is there. */
declare module 'next/dist/server/app-render/work-async-storage.external' {
  export const workAsyncStorage: {
    /** Undefined where Next handles no request. */
    getStore():
      | {
          readonly route: string
          /** Next's own, and not for others: it may be missing, or another. */
          readonly afterContext?: { readonly isRequestClosed?: boolean; onClose?(listener: () => void): void }
        }
      | undefined
  }
}
