import afterword from 'afterword/farm'

// Not NODE_ENV: Farm sets that itself.
const production = process.env.MODE !== 'development'
const cjs = process.env.FORMAT === 'cjs'

export default {
  plugins: [afterword()],
  compilation: {
    mode: production ? 'production' : 'development',
    input: { main: './src/main.ts' },
    output: {
      path: 'out',
      targetEnv: 'node',
      format: cjs ? 'cjs' : 'esm',
      entryFilename: cjs ? '[entryName].cjs' : '[entryName].js',
      filename: cjs ? '[resourceName].cjs' : '[resourceName].js',
    },
    external: process.env.EXTERNAL ? ['^afterword'] : [],
    minify: production,
    presetEnv: false,
    sourcemap: true,
    persistentCache: false,
  },
}
