// What webpack's command line does with webpack.config.cjs.
const webpack = require('webpack')

webpack(require('./webpack.config.cjs'), (error, stats) => {
  if (error) throw error
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
  for (const { message } of [...errors, ...warnings]) console.error(message)
  process.exitCode = errors.length > 0 ? 1 : 0
})
