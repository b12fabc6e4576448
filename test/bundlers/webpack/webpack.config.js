import afterword from 'afterword/webpack'

const production = process.env.NODE_ENV === 'production'
const cjs = process.env.FORMAT === 'cjs'

export default {
  mode: production ? 'production' : 'development',
  target: 'node20',
  entry: './src/main.ts',
  devtool: 'source-map',
  plugins: [afterword()],
  module: {
    rules: [{ test: /\.ts$/, loader: 'babel-loader', options: { presets: ['@babel/preset-typescript'] } }],
  },
  externalsType: cjs ? 'commonjs' : 'module',
  externals: process.env.EXTERNAL ? [/^afterword/] : [],
  experiments: { outputModule: !cjs },
  output: {
    path: `${import.meta.dirname}/out`,
    filename: cjs ? '[name].cjs' : '[name].js',
    chunkFilename: cjs ? '[name].cjs' : '[name].js',
    module: !cjs,
  },
}
