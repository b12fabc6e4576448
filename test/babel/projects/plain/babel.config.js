// As esm, without afterword: what the program does by itself.
export default {
  presets: [['@babel/preset-typescript', { rewriteImportExtensions: true }]],
}
