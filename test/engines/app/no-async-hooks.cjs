// Whoever asks node:async_hooks for anything fails: by import, require or process.getBuiltinModule.
const hooks = require('node:async_hooks')
const { syncBuiltinESMExports } = require('node:module')

for (const name of Object.keys(hooks)) {
  Object.defineProperty(hooks, name, {
    value: function refused() {
      throw new Error(`node:async_hooks was asked for ${name}`)
    },
  })
}
syncBuiltinESMExports()
