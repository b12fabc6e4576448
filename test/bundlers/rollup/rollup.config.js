import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import afterword from 'afterword/rollup'
import esbuild from 'rollup-plugin-esbuild'

const production = process.env.NODE_ENV === 'production'
const cjs = process.env.FORMAT === 'cjs'

export default {
  input: 'src/main.ts',
  plugins: [afterword(), resolve(), esbuild({ minify: production }), commonjs({ esmExternals: true })],
  external: process.env.EXTERNAL ? [/^node:/, /^afterword/] : [/^node:/],
  output: {
    dir: 'out',
    format: cjs ? 'cjs' : 'es',
    entryFileNames: cjs ? '[name].cjs' : '[name].js',
    chunkFileNames: cjs ? '[name].cjs' : '[name].js',
    sourcemap: true,
  },
}
