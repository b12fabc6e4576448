module.exports = {
  presets: [
    ['@babel/preset-env', { targets: { node: '20' } }],
    ['@babel/preset-typescript', { rewriteImportExtensions: true, allowDeclareFields: true }],
  ],
  plugins: ['@babel/plugin-transform-explicit-resource-management', 'afterword/babel'],
}
