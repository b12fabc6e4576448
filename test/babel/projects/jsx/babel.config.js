export default {
  presets: [
    ['@babel/preset-react', { runtime: 'automatic', importSource: '#jsx' }],
    ['@babel/preset-typescript', { rewriteImportExtensions: true }],
  ],
  plugins: ['afterword/babel'],
}
