/// <reference types="vite/client" />
/// <reference types="@vitejs/plugin-rsc/types" />

// Named by the configuration: the renderer of the edge, or Node's.
declare module '#server' {
  export * from '@vitejs/plugin-rsc/rsc/server'
}

declare module '#static' {
  export * from '@vitejs/plugin-rsc/rsc/static'
}
