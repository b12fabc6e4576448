import afterword from 'afterword/rspack'

const production = process.env.NODE_ENV === 'production'
const cjs = process.env.FORMAT === 'cjs'

export default {
  mode: production ? 'production' : 'development',
  target: 'node20',
  entry: './src/main.ts',
  devtool: 'source-map',
  plugins: [afterword()],
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: { parser: { syntax: 'typescript', explicitResourceManagement: true } },
          env: { targets: 'node 20' },
        },
      },
    ],
  },
  externalsType: cjs ? 'commonjs' : 'module',
  externals: process.env.EXTERNAL ? [/^afterword/] : [],
  output: {
    path: `${import.meta.dirname}/out`,
    filename: cjs ? '[name].cjs' : '[name].js',
    chunkFilename: cjs ? '[name].cjs' : '[name].js',
    module: !cjs,
  },
}
