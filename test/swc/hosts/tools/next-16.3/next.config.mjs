export default {
  experimental: {
    swcPlugins: [['afterword/swc-1.15.wasm', { host: 'next' }]],
  },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}
