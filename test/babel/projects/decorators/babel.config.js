const lowering = ['@babel/plugin-proposal-decorators', { version: process.env.LEGACY === '1' ? 'legacy' : '2023-11' }]

export default (api) => {
  api.cache.using(() => `${process.env.LEGACY} ${process.env.ORDER}`)
  return {
    presets: [
      ['@babel/preset-env', { targets: { node: '20' }, modules: false }],
      [
        '@babel/preset-typescript',
        // Babel 7 drops fields without a value otherwise, and with them what decorators became.
        { rewriteImportExtensions: true, ...(api.version.startsWith('7') && { allowDeclareFields: true }) },
      ],
    ],
    plugins: process.env.ORDER === 'last' ? [lowering, 'afterword/babel'] : ['afterword/babel', lowering],
  }
}
