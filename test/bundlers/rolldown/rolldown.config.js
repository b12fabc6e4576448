import afterword from 'afterword/rolldown'

const cjs = process.env.FORMAT === 'cjs'

export default {
  input: 'src/main.ts',
  platform: 'node',
  plugins: [afterword()],
  external: process.env.EXTERNAL ? [/^afterword/] : [],
  output: {
    dir: 'out',
    format: cjs ? 'cjs' : 'es',
    entryFileNames: cjs ? '[name].cjs' : '[name].js',
    chunkFileNames: cjs ? '[name].cjs' : '[name].js',
    sourcemap: true,
    minify: process.env.NODE_ENV === 'production',
  },
}
