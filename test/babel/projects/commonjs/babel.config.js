module.exports = {
  presets: [
    ['@babel/preset-env', { targets: { node: '20' }, modules: 'commonjs' }],
    ['@babel/preset-typescript', { rewriteImportExtensions: true }],
  ],
  plugins: ['afterword/babel'],
}
