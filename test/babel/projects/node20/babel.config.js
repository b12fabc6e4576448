export default {
  presets: [
    ['@babel/preset-env', { targets: { node: '20' }, modules: false }],
    ['@babel/preset-typescript', { rewriteImportExtensions: true }],
  ],
  plugins: ['afterword/babel'],
}
