// Nest, as far as it is used here: it is not installed where this is built.
type Class = abstract new (...args: never[]) => object

declare module '@nestjs/common' {
  export function Inject(token: unknown): (target: Class, key: undefined, index: number) => void
  export function Module(metadata: object): (target: Class) => void
}

declare module '@nestjs/core' {
  export class HttpAdapterHost {}
}

declare module '@nestjs/core/exceptions/exceptions-handler.js' {
  export class ExceptionsHandler {}
}

declare module '@nestjs/core/guards/guards-consumer.js' {
  export class GuardsConsumer {}
}

declare module '@nestjs/core/interceptors/interceptors-consumer.js' {
  export class InterceptorsConsumer {}
}

declare module '@nestjs/core/router/router-execution-context.js' {
  export class RouterExecutionContext {}
}

declare module '@nestjs/core/router/router-proxy.js' {
  export class RouterProxy {}
}
