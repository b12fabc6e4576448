// async functions and generators become state machines, classes functions, modules CommonJS.
module.exports = (api) => {
  api.cache.using(() => process.env.TARGETS)
  return {
    presets: [
      ['@babel/preset-env', { targets: process.env.TARGETS, modules: 'commonjs' }],
      ['@babel/preset-typescript', { rewriteImportExtensions: true }],
    ],
    plugins: ['afterword/babel'],
  }
}
