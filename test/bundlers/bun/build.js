import afterword from 'afterword/bun'

const cjs = process.env.FORMAT === 'cjs'

await Bun.build({
  entrypoints: ['src/main.ts'],
  target: 'node',
  plugins: [afterword()],
  external: process.env.EXTERNAL ? ['afterword'] : [],
  format: cjs ? 'cjs' : 'esm',
  outdir: 'out',
  naming: cjs ? '[name].cjs' : '[name].js',
  sourcemap: 'linked',
  minify: process.env.NODE_ENV === 'production',
})
