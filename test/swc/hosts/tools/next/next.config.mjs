export default {
  experimental: {
    swcPlugins: [['afterword/swc.wasm', { host: 'next' }]],
  },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}
