export default {
  parserOpts: { plugins: ['explicitResourceManagement'] },
  presets: [['@babel/preset-typescript', { rewriteImportExtensions: true, allowDeclareFields: true }]],
  plugins: ['afterword/babel'],
}
