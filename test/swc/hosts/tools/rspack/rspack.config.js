export default {
  mode: 'production',
  target: 'node20',
  entry: { shop: './src/shop.tsx' },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            experimental: { plugins: [['afterword/swc.wasm', {}]] },
          },
        },
      },
    ],
  },
  externalsType: 'module',
  externals: [/^afterword/],
  output: {
    path: `${import.meta.dirname}/out`,
    filename: '[name].js',
    module: true,
    library: { type: 'module' },
  },
}
