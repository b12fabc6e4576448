export declare const foreignExpress: (req: { url: string }, res: unknown, next: () => void) => void
export declare const foreignAnswer: import('express').RequestHandler
export declare const foreignFastify: (request: { url: string }) => Promise<void>
export declare const foreignHono: (c: { req: { url: string } }, next: () => Promise<void>) => Promise<void>
export declare const foreignH3: <Result>(target: object, next: () => Result) => Promise<Awaited<Result>>
export declare const foreignHandler: <Handler extends (...args: never[]) => unknown>(
  handler: Handler,
) => Handler
/** Answers with what the handler gives. */
export declare const foreignStream: (
  handler: (event: never, stream: import('node:stream').Writable, ...rest: never[]) => Promise<unknown>,
) => (event: never, stream: import('node:stream').Writable, ...rest: unknown[]) => Promise<void>
