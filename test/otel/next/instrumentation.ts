export async function register() {
  // Next builds this file for its edge runtime, too.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { start } = await import('./instrumentation-node')
  start()
}
