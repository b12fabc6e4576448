module.exports = {
  mode: 'production',
  context: __dirname,
  target: 'node20',
  devtool: 'source-map',
  entry: './src/main.ts',
  output: { path: `${__dirname}/out`, filename: 'main.cjs' },
  // The sources are TypeScript, their imports name what Babel makes of them.
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  module: { rules: [{ test: /\.ts$/, use: 'babel-loader' }] },
}
