const afterword = 'afterword/babel'
const istanbul = ['istanbul', { cwd: import.meta.dirname }]

const orders = {
  without: [istanbul],
  first: [afterword, istanbul],
  last: [istanbul, afterword],
}

export default (api) => {
  api.cache.using(() => process.env.ORDER)
  return {
    presets: [['@babel/preset-typescript', { rewriteImportExtensions: true, ...(api.version.startsWith('7') && { allowDeclareFields: true }) }]],
    plugins: orders[process.env.ORDER],
    ...(api.version.startsWith('7') && { parserOpts: { plugins: ['explicitResourceManagement'] } }),
  }
}
