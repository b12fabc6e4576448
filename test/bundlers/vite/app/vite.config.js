import afterword from 'afterword/vite'

export default {
  plugins: [afterword()],
  builder: {},
  environments: {
    client: { build: { outDir: 'dist/client', minify: true } },
    ssr: { build: { outDir: 'dist/server', minify: true, rolldownOptions: { input: 'src/start.ts' } } },
  },
}
