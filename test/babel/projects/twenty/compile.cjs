// Babel 7.20 knows the syntax and runs one plugin; the types stay, for another tool to take away.
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs')
const { transformSync, version } = require('babel-7.20')
const esbuild = require('esbuild')

mkdirSync('out', { recursive: true })
for (const file of readdirSync('src')) {
  const { code } = transformSync(readFileSync(`src/${file}`, 'utf8'), {
    filename: `src/${file}`,
    configFile: false,
    babelrc: false,
    parserOpts: { plugins: ['typescript', 'explicitResourceManagement'] },
    plugins: ['afterword/babel'],
  })
  writeFileSync(`out/${file}`, esbuild.transformSync(code, { loader: 'ts' }).code)
}
console.log(version)
