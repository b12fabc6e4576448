// The options of afterword as the test wants them: a JavaScript expression, because JSON knows no regular expressions.
export default (api) => {
  api.cache.using(() => process.env.OPTIONS)
  return {
    presets: [['@babel/preset-typescript', { rewriteImportExtensions: true }]],
    plugins: [['afterword/babel', new Function(`return (${process.env.OPTIONS})`)()]],
  }
}
