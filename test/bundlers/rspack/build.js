// What the command line of Rspack does with rspack.config.js.
import { rspack } from '@rspack/core'
import config from './rspack.config.js'

const compiler = rspack(config)

compiler.run((error, stats) => {
  if (error) throw error
  const said = stats.toString({ preset: 'errors-warnings', colors: false })
  if (said) console.error(said)
  process.exitCode = stats.hasErrors() ? 1 : 0
  // What is kept from build to build is written now.
  compiler.close(() => {})
})
