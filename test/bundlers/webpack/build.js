// What the command line of webpack does with webpack.config.js.
import webpack from 'webpack'
import config from './webpack.config.js'

const compiler = webpack(config)

compiler.run((error, stats) => {
  if (error) throw error
  const said = stats.toString({ preset: 'errors-warnings', colors: false })
  if (said) console.error(said)
  process.exitCode = stats.hasErrors() ? 1 : 0
  // What is kept from build to build is written now.
  compiler.close(() => {})
})
