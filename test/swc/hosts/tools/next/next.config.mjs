export default {
  experimental: {
    swcPlugins: [['afterword/swc.wasm', {}]],
  },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}
