// Whoever asks AsyncLocalStorage for something gets an error. React runs its renders in one where it finds the class; React DOM asks it for
// what to preload, and in development React and Vite ask it, too: for them it has nothing to say.
const { AsyncLocalStorage } = require('node:async_hooks')

const refuse = () => {
  const error = new Error('AsyncLocalStorage was asked')
  if (process.env.NODE_ENV === 'development' || error.stack.includes('/dist/ssr/')) return undefined
  throw error
}
Object.assign(AsyncLocalStorage.prototype, {
  getStore: refuse,
  enterWith: refuse,
  exit: (call, ...args) => call(...args),
  run: (_store, call, ...args) => call(...args),
})
AsyncLocalStorage.snapshot = refuse
AsyncLocalStorage.bind = refuse
