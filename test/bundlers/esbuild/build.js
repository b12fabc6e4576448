import afterword from 'afterword/esbuild'
import { build } from 'esbuild'

const cjs = process.env.FORMAT === 'cjs'

// What stays outside a bundle of ES modules may still be required by a file in CommonJS.
const require = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`

await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  plugins: [afterword()],
  external: process.env.EXTERNAL ? ['afterword'] : [],
  banner: process.env.EXTERNAL && !cjs ? { js: require } : {},
  format: cjs ? 'cjs' : 'esm',
  outdir: 'out',
  outExtension: { '.js': cjs ? '.cjs' : '.js' },
  sourcemap: true,
  minify: process.env.NODE_ENV === 'production',
})
