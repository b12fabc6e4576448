import { rspack } from '@rspack/core'
import config from './rspack.config.js'

const compiler = rspack(config)

compiler.run((error, stats) => {
  if (error) throw error
  if (stats.hasErrors() || stats.hasWarnings()) console.error(stats.toString({ colors: false }))
  process.exitCode = stats.hasErrors() ? 1 : 0
  compiler.close(() => {})
})
