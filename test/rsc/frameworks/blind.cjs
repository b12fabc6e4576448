// Who asks AsyncLocalStorage for what it keeps is told nothing: React, the framework, and whoever else would.
const { AsyncLocalStorage } = require('node:async_hooks')

AsyncLocalStorage.prototype.getStore = () => undefined
